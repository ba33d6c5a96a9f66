package dev.cairn.kernel.cell;

/** Whether a text can be run as it is. */
public sealed interface Completeness {

  /** It can. */
  record Complete() implements Completeness {}

  /**
   * It goes on.
   *
   * @param indent white space that the next line should begin with
   */
  record Incomplete(String indent) implements Completeness {}

  /** No continuation makes it right. */
  record Invalid() implements Completeness {}

  /** It cannot be said without running it. */
  record Unknown() implements Completeness {}
}
