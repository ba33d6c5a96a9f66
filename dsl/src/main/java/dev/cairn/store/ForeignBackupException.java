package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;

/** The directory for a run's backup holds another run's. */
final class ForeignBackupException extends IOException {
  private static final long serialVersionUID = 1L;

  ForeignBackupException(Path directory, String owner) {
    super(
        "%s holds the backup of another run, %s; name another directory in backupTo"
            .formatted(directory, owner));
  }
}
