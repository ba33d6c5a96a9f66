package dev.cairn.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Saves a checkpoint: makes sure of the space, writes its files, and lands them. */
final class Commit {
  /** Room for the manifest: names and checksums. */
  private static final long MANIFEST_ALLOWANCE = 64 * 1024;

  private final Path run;
  private final Disk disk;
  private final CheckpointWriter writer;
  private final Landing landing;

  Commit(Path run, Disk disk, CheckpointWriter writer, Landing landing) {
    this.run = run;
    this.disk = disk;
    this.writer = writer;
    this.landing = landing;
  }

  /** Returns when the checkpoint is durable; leaves nothing behind when it fails. */
  void save(CheckpointContent content, Path target) throws IOException {
    requireSpace(content, target);
    landing.land(target, directory -> writer.write(content, directory));
  }

  private void requireSpace(CheckpointContent content, Path target) throws IOException {
    long needed = CheckpointWriter.size(content) + MANIFEST_ALLOWANCE;
    long usable = disk.usableSpace(run);
    if (usable < needed) {
      throw new FileSystemException(
          target.toString(),
          null,
          String.format(
              Locale.ROOT,
              "%s: %,d bytes are needed, %,d are free",
              IoReason.NO_SPACE,
              needed,
              usable));
    }
  }
}
