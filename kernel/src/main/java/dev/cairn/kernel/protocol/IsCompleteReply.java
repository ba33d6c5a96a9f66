package dev.cairn.kernel.protocol;

/**
 * Whether code can be run as it is.
 *
 * @param indent what the next line should begin with, for incomplete code
 */
public record IsCompleteReply(Status status, String indent) {

  /** The protocol's four answers. */
  public enum Status {
    COMPLETE,
    INCOMPLETE,
    INVALID,
    UNKNOWN
  }
}
