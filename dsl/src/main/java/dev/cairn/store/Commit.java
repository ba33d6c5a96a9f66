package dev.cairn.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The one way by which a checkpoint comes to be: written beside its place, forced, renamed once,
 * and the parent forced. At every instant its place holds the whole old one, the whole new one, or
 * nothing.
 */
final class Commit {
  /** Room for the manifest: names and checksums. */
  private static final long MANIFEST_ALLOWANCE = 64 * 1024;

  private final Path run;
  private final Disk disk;
  private final CheckpointWriter writer;
  private final Trash trash;

  Commit(Path run, Disk disk, CheckpointWriter writer, Trash trash) {
    this.run = run;
    this.disk = disk;
    this.writer = writer;
    this.trash = trash;
  }

  /** Returns when the checkpoint is durable; leaves nothing behind when it fails. */
  void save(CheckpointContent content, Path target) throws IOException {
    requireSpace(content, target);
    Path unfinished = Layout.unfinished(run);
    boolean written = false;
    try {
      disk.createDirectory(unfinished);
      writer.write(content, unfinished);
      place(unfinished, target);
      written = true;
    } finally {
      if (!written) {
        disk.deleteIfThere(unfinished);
      }
    }
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

  private void place(Path unfinished, Path target) throws IOException {
    Optional<Path> replaced = makeWay(target);
    try {
      disk.rename(unfinished, target);
    } catch (IOException failure) {
      if (replaced.isPresent()) {
        trash.putBack(replaced.get());
      }
      throw failure;
    }
    disk.forceDirectory(run);
    if (replaced.isPresent()) {
      trash.discard(replaced.get());
    }
  }

  // A rename silently replaces an empty directory, and fails on any other.
  private Optional<Path> makeWay(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (Found.at(target).damage().isPresent()) {
      trash.keep(target);
      return Optional.empty();
    }
    return Optional.of(trash.setAside(target));
  }
}
