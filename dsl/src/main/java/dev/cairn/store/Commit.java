package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The one way by which a checkpoint comes to be: written beside its place, forced, renamed once,
 * and the parent forced. At every instant its place holds the whole old one, the whole new one, or
 * nothing.
 */
final class Commit {
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

  /**
   * What a save has to write, and what it takes from another.
   *
   * @param last the newest checkpoint, whose files may serve again
   */
  List<CheckpointWriter.Planned> plan(CheckpointContent content, Optional<Path> last)
      throws IOException {
    return writer.plan(content, Unchanged.since(last));
  }

  /** Returns when the checkpoint is durable; leaves nothing behind when it fails. */
  void save(CheckpointContent content, List<CheckpointWriter.Planned> plan, Path target)
      throws IOException {
    Path unfinished = Layout.unfinished(run);
    boolean written = false;
    try {
      disk.createDirectory(unfinished);
      writer.write(content, plan, unfinished);
      place(unfinished, target);
      written = true;
    } finally {
      if (!written) {
        disk.deleteIfThere(unfinished);
      }
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
    replaced.ifPresent(disk::deleteIfThere);
  }

  // A rename silently replaces an empty directory, and fails on any other.
  private Optional<Path> makeWay(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Found there = Found.at(target);
    if (there.damage().isPresent()) {
      trash.keep(there, there.damage().get(), Optional.empty());
      return Optional.empty();
    }
    return Optional.of(trash.setAside(target));
  }
}
