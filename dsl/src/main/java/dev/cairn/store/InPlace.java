package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Makes, moves and removes directories where none can be renamed. A checkpoint's manifest is its
 * commit record: it comes last and goes first, and a mark beside it tells a directory that is on
 * its way from one that was damaged. A reader passes over a marked directory without a whole
 * manifest; the next holder of the lock sweeps it away. Of other directories the mark alone tells
 * that they are not whole.
 */
final class InPlace {
  private static final String MARK = ".saving";

  private final Disk disk;

  InPlace(Disk disk) {
    this.disk = disk;
  }

  /** Whether this directory is still being written or was being removed. */
  static boolean isUnfinished(Path checkpoint) {
    if (Files.exists(checkpoint.resolve(MARK))) {
      return Found.manifestAt(checkpoint).isEmpty();
    }
    return isEmpty(checkpoint);
  }

  /** Creates the checkpoint by its files; leaves nothing behind when that fails. */
  void write(Path target, Disk.Draft files) throws IOException {
    if (!isEmpty(target)) {
      disk.createDirectory(target);
    }
    boolean written = false;
    try {
      mark(target);
      files.make(target);
      disk.forceDirectory(target);
      disk.forceDirectory(parent(target));
      written = true;
    } finally {
      if (!written) {
        removeIfThere(target);
      }
    }
    disk.delete(target.resolve(MARK));
  }

  /** What a rename would do; at every instant one of the two is whole. */
  void move(Path from, Path to) throws IOException {
    write(to, directory -> copy(from, directory));
    remove(from);
  }

  /** Takes away what was on its way here when a process was killed. */
  void removeIfUnfinished(Path directory) throws IOException {
    if (Files.exists(directory.resolve(MARK)) || isEmpty(directory)) {
      remove(directory);
    }
  }

  /** Takes a directory away. */
  void remove(Path checkpoint) throws IOException {
    mark(checkpoint);
    for (Path child : manifestFirst(checkpoint)) {
      if (!Layout.name(child).equals(MARK)) {
        disk.deleteTree(child);
      }
    }
    disk.delete(checkpoint.resolve(MARK));
    disk.delete(checkpoint);
    disk.forceDirectory(parent(checkpoint));
  }

  /**
   * Ends what a kill interrupted among the checkpoints in a directory. The directory itself is from
   * now on what it is, whole or not.
   */
  void sweep(Path directory) throws IOException {
    if (!Layout.isDirectory(directory)) {
      return;
    }
    disk.deleteIfThere(directory.resolve(MARK));
    for (Path child : disk.list(directory)) {
      if (Layout.name(child).contains(Layout.CHECKPOINT) && Layout.isDirectory(child)) {
        sweepOne(child);
      }
    }
  }

  private void sweepOne(Path checkpoint) throws IOException {
    if (isUnfinished(checkpoint)) {
      remove(checkpoint);
    } else if (Files.exists(checkpoint.resolve(MARK))) {
      disk.delete(checkpoint.resolve(MARK));
    }
  }

  private void mark(Path checkpoint) throws IOException {
    Path mark = checkpoint.resolve(MARK);
    if (Files.notExists(mark)) {
      disk.createText(mark, "");
      disk.forceDirectory(checkpoint);
    }
  }

  private void copy(Path from, Path to) throws IOException {
    List<Path> files = manifestFirst(from);
    for (int i = files.size() - 1; i >= 0; i--) {
      Path file = files.get(i);
      Path copy = to.resolve(Layout.name(file));
      if (Layout.isDirectory(file)) {
        write(copy, directory -> copy(file, directory));
      } else if (Files.isSymbolicLink(file)) {
        disk.link(copy, Files.readSymbolicLink(file).toString());
      } else if (!Layout.name(file).equals(MARK)) {
        linkOrCopy(file, copy);
      }
    }
  }

  private void linkOrCopy(Path from, Path to) throws IOException {
    try {
      disk.hardLink(to, from);
    } catch (IOException | UnsupportedOperationException noLinksHere) {
      disk.copy(from, to);
    }
  }

  private void removeIfThere(Path target) {
    try {
      if (Layout.isDirectory(target)) {
        remove(target);
      }
    } catch (IOException sweptWhenTheStoreIsOpenedNext) {
      return;
    }
  }

  private List<Path> manifestFirst(Path checkpoint) throws IOException {
    return disk.list(checkpoint).stream()
        .sorted(Comparator.comparing(child -> !Layout.name(child).equals(Layout.MANIFEST)))
        .toList();
  }

  private static boolean isEmpty(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Path parent(Path checkpoint) {
    return Objects.requireNonNull(checkpoint.getParent());
  }
}
