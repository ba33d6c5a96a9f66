package dev.cairn.kernel.cell;

/** What a cell's {@code System.exit} comes to: it ends the cell and not the session. */
public final class CellExit extends Error {
  private static final long serialVersionUID = 1L;

  CellExit(String call) {
    super(
        call
            + " ends the cell, not the session; to end the session, shut the kernel down from the"
            + " notebook's menu");
  }
}
