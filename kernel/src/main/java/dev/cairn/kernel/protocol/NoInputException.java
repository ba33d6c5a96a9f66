package dev.cairn.kernel.protocol;

/** A cell asked for input where nobody can give any. */
public final class NoInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a sentence for the user. */
  public NoInputException() {
    super("this notebook runs without a user who could type; give the value in the cell instead");
  }
}
