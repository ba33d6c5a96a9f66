package dev.cairn.kernel.session;

/** A magic that cannot be carried out; the message is one line for the user. */
final class MagicException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MagicException(String message) {
    super(message);
  }

  MagicException(String message, Throwable cause) {
    super(message, cause);
  }
}
