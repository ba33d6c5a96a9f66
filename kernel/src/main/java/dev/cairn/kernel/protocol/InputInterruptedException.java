package dev.cairn.kernel.protocol;

/** The user stopped a cell that waited for input. */
public final class InputInterruptedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a sentence for the user. */
  public InputInterruptedException() {
    super("the cell was stopped while it waited for input");
  }
}
