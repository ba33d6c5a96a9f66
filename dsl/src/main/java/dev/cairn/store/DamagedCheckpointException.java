package dev.cairn.store;

import java.io.IOException;

/** A checkpoint is not what was saved; the message names the file and, if known, the tensor. */
public final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(String message) {
    super(message);
  }

  DamagedCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
