package dev.cairn.kernel.session;

import dev.cairn.kernel.cell.CellOutcome;

/** A piece of a cell's code did not run to its end, so nothing after it is run. */
final class CellEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient CellOutcome outcome;

  CellEndedException(CellOutcome outcome) {
    this.outcome = outcome;
  }

  CellOutcome outcome() {
    return outcome;
  }
}
