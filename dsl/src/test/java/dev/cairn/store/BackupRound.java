package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;

/** What the thread of a backup does each time that it is asked. */
final class BackupRound {
  private BackupRound() {}

  /** Brings a backup up to date with its run. */
  static void of(RunDirectory run, Path backup, Disk disk) throws IOException {
    try (Mirror mirror = Mirror.open(run, backup, disk, CrashScript.CLOCK)) {
      for (Found found : mirror.missing()) {
        mirror.copy(found);
      }
      mirror.follow();
    }
  }
}
