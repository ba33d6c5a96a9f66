package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;

/** A file that was to be copied cannot be read to its end. */
final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(Path file, IOException cause) {
    super(file + " cannot be read: " + IoReason.of(cause), cause);
  }
}
