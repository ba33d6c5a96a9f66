package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A checkpoint is not what was saved. */
public final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String fault;

  DamagedCheckpointException(Path checkpoint, String fault) {
    this(checkpoint, fault, null);
  }

  DamagedCheckpointException(Path checkpoint, String fault, @Nullable Throwable cause) {
    super(checkpoint + ": " + fault, cause);
    this.fault = fault;
  }

  /** What is wrong: one line that names the file and, if known, the tensor. */
  public String fault() {
    return fault;
  }
}
