package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one way by which a checkpoint comes to be: written beside its place, forced, renamed once,
 * and the parent forced. At every instant its place holds the whole old one, the whole new one, or
 * nothing. Where directories cannot be renamed, it is written {@link InPlace}.
 */
final class Landing {
  private final Path run;
  private final Disk disk;
  private final Trash trash;

  Landing(Path run, Disk disk, Trash trash) {
    this.run = run;
    this.disk = disk;
    this.trash = trash;
  }

  /**
   * Returns when the checkpoint is durable; leaves nothing behind when it fails. A whole one that
   * it replaces is gone, a damaged one is in the trash.
   *
   * @param files writes and forces everything into a directory that is new and empty, the manifest
   *     last
   */
  void land(Path target, Disk.Draft files) throws IOException {
    if (isThere(target)) {
      Found there = Found.at(target);
      if (!there.valid()) {
        trash.keep(there, there.damage().orElseThrow(), Optional.empty());
      }
    }
    Optional<Path> replaced =
        disk.renamesDirectories() ? replace(target, files) : replaceInPlace(target, files);
    if (replaced.isPresent()) {
      trash.discard(replaced.get());
    }
  }

  /**
   * Like {@link #land}, where the one that is there turned out to be damaged.
   *
   * @return where it lies now, in the trash
   */
  Path landInsteadOf(Found damaged, String reason, Disk.Draft files) throws IOException {
    Optional<Path> replaced = replace(damaged.path(), files);
    return trash.keepSetAside(replaced.orElseThrow(), damaged, reason);
  }

  /** Returns where what was there before was set aside. */
  private Optional<Path> replace(Path target, Disk.Draft files) throws IOException {
    Path unfinished = Layout.unfinished(run);
    boolean placed = false;
    try {
      disk.createDirectory(unfinished);
      files.make(unfinished);
      Optional<Path> replaced = place(unfinished, target);
      placed = true;
      return replaced;
    } finally {
      if (!placed) {
        disk.deleteIfThere(unfinished);
      }
    }
  }

  /** Saves a second writing of all bytes where a rename is none. */
  private Optional<Path> replaceInPlace(Path target, Disk.Draft files) throws IOException {
    Optional<Path> replaced = setAside(target);
    try {
      new InPlace(disk).write(target, files);
    } catch (IOException failure) {
      putBack(replaced);
      throw failure;
    }
    return replaced;
  }

  // A rename silently replaces an empty directory, and fails on any other.
  private Optional<Path> place(Path unfinished, Path target) throws IOException {
    Optional<Path> replaced = setAside(target);
    try {
      disk.rename(unfinished, target);
    } catch (IOException failure) {
      putBack(replaced);
      throw failure;
    }
    disk.forceDirectory(run);
    return replaced;
  }

  private Optional<Path> setAside(Path target) throws IOException {
    return isThere(target) ? Optional.of(trash.setAside(target)) : Optional.empty();
  }

  private void putBack(Optional<Path> replaced) throws IOException {
    if (replaced.isPresent()) {
      trash.putBack(replaced.get());
    }
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
