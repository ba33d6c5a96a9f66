package dev.cairn.store;

import java.io.IOException;

/** Something could not be written to the run directory; checkpoints saved before stay whole. */
public final class CheckpointFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final IOException reason;

  CheckpointFailedException(String message, IOException cause) {
    super(message, cause);
    this.reason = cause;
  }

  /** What the file system said. */
  IOException reason() {
    return reason;
  }
}
