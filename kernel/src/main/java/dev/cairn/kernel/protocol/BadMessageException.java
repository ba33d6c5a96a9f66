package dev.cairn.kernel.protocol;

/** Frames that are no message of a client that knows the key. */
final class BadMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  BadMessageException(String message) {
    super(message);
  }
}
