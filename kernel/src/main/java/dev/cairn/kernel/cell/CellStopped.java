package dev.cairn.kernel.cell;

/** Ends a cell's code at a stop check. It says where to nobody, so it carries no stack. */
final class CellStopped extends Error {
  private static final long serialVersionUID = 1L;

  CellStopped() {
    super("the cell was interrupted", null, false, false);
  }
}
