package dev.cairn.store;

import java.io.IOException;
<<<<<<< HEAD

/** A checkpoint is not what was saved; the message names the file and, if known, the tensor. */
public final class DamagedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(String message) {
    super(message);
  }

  DamagedCheckpointException(String message, Throwable cause) {
    super(message, cause);
=======
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
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
  }
}
