package dev.cairn.train;

/** Training cannot begin or go on; the message is one line that says why and the way out. */
public final class TrainingFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingFailedException(String message) {
    super(message);
  }

  TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
