package dev.cairn.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * A file or a directory that comes to be whole or not at all: it is made under a hidden name beside
 * its place, each file is forced, and one rename puts it there. What is not placed is deleted when
 * this is closed; what a killed process left, when the same is staged again.
 */
public final class Staged implements AutoCloseable {
  private static final String SET_ASIDE = ".replaced-";
  private static final String DOOMED = ".deleting-";

  private final Disk disk;
  private final Path parent;
  private final Path draft;
  private final Set<Path> directories = new LinkedHashSet<>();

  private Staged(Disk disk, Path target) {
    this.disk = disk;
    this.parent = above(target);
    this.draft = Drafts.begin(target);
  }

  /** Something to be placed at {@code target}, whose parent is there. */
  static Staged at(Path target, Disk disk) throws IOException {
    Drafts.deleteAbandoned(target, disk);
    return new Staged(disk, target);
  }

  /** Where it is made: a hidden name that nothing else has. */
  public Path path() {
    return draft;
  }

  /** Makes it a directory, or creates a directory in it, with those above. */
  public void createDirectory(Path inDraft) throws IOException {
    requireInside(inDraft);
    if (!directories.contains(inDraft)) {
      if (!inDraft.equals(draft)) {
        createDirectory(Objects.requireNonNull(inDraft.getParent()));
      }
      disk.createDirectory(inDraft);
      directories.add(inDraft);
    }
  }

  /** Creates a file in it, or makes it a file; what was written is forced when it is closed. */
  public OutputStream create(Path inDraft) throws IOException {
    requireInside(inDraft);
    Disk.OpenFile open = disk.create(inDraft);
    return new FilterOutputStream(Channels.newOutputStream(open)) {
      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
      }

      @Override
      public void close() throws IOException {
        try (open) {
          if (open.isOpen()) {
            open.force();
          }
        }
      }
    };
  }

  /** Makes it a file for the time being, which is not forced. */
  public OutputStream createScratch() throws IOException {
    return Channels.newOutputStream(disk.create(draft));
  }

  /** Creates a symbolic link in it; a file with the target on its one line where there are none. */
  public void link(Path inDraft, String target) throws IOException {
    requireInside(inDraft);
    Pointer.make(inDraft, target, disk);
  }

  /**
   * Puts it in its place; from then on it survives a power cut.
   *
   * @throws FileAlreadyExistsException if something other than an empty directory is there
   */
  public void place(Path target) throws IOException {
    place(draft, target);
  }

  /**
   * Puts a part of it in its place, by way of a hidden name beside that: so what a kill leaves is
   * durable, or cleared away, with the directory that it lies in.
   */
  public void place(Path inDraft, Path target) throws IOException {
    requireInside(inDraft);
    if (isTaken(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    forceDirectories(inDraft);
    directories.removeIf(directory -> directory.startsWith(inDraft));
    if (inDraft.equals(draft) || !disk.renamesDirectories()) {
      rename(inDraft, target);
    } else {
      placeFromBeside(inDraft, target);
    }
  }

  private void placeFromBeside(Path inDraft, Path target) throws IOException {
    Path beside = Layout.unfinished(above(target));
    try {
      disk.rename(inDraft, beside);
      disk.forceDirectory(above(inDraft));
      rename(beside, target);
    } catch (IOException failure) {
      disk.deleteIfThere(beside);
      throw failure;
    }
  }

  /**
   * Puts it in the place of what is there, which is then deleted. A file is replaced by one rename;
   * a directory by two, so that a kill between them leaves the old one whole under a hidden name,
   * from where {@link Storage#recover} puts it back.
   */
  public void replace(Path target) throws IOException {
    forceDirectories(draft);
    if (!Layout.isDirectory(target)) {
      rename(draft, target);
      return;
    }
    Path old = hidden(SET_ASIDE, target);
    disk.rename(target, old);
    try {
      rename(draft, target);
    } catch (IOException failure) {
      disk.rename(old, target);
      throw failure;
    }
    try {
      delete(old, target, disk);
    } catch (IOException deletedByTheNextOne) {
      return;
    }
  }

  static void recover(Path target, Disk disk) throws IOException {
    Path old = hidden(SET_ASIDE, target);
    if (!disk.renamesDirectories()) {
      InPlace inPlace = new InPlace(disk);
      inPlace.removeIfUnfinished(old);
      inPlace.removeIfUnfinished(target);
    }
    if (Layout.isDirectory(old) && Layout.isDirectory(target)) {
      delete(old, target, disk);
    } else if (Layout.isDirectory(old)) {
      disk.rename(old, target);
      disk.forceDirectory(above(target));
    }
    if (Layout.isDirectory(hidden(DOOMED, target))) {
      disk.deleteTree(hidden(DOOMED, target));
    }
  }

  /** By way of another name, so that what is half deleted is never put back. */
  private static void delete(Path old, Path target, Disk disk) throws IOException {
    if (!disk.renamesDirectories()) {
      new InPlace(disk).remove(old);
      return;
    }
    Path doomed = hidden(DOOMED, target);
    disk.rename(old, doomed);
    disk.deleteTree(doomed);
  }

  private static Path hidden(String prefix, Path target) {
    return target.resolveSibling(prefix + Layout.name(target));
  }

  @Override
  public void close() {
    Drafts.end(draft, disk);
  }

  private void forceDirectories(Path part) throws IOException {
    for (Path directory : directories) {
      if (directory.startsWith(part)) {
        disk.forceDirectory(directory);
      }
    }
  }

  private void rename(Path from, Path to) throws IOException {
    forceNames();
    disk.rename(from, to);
    disk.forceDirectory(above(to));
  }

  private void forceNames() {
    disk.forceNames(parent);
  }

  private static Path above(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent());
  }

  private static boolean isTaken(Path target) throws IOException {
    if (!Layout.isDirectory(target)) {
      return Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    }
    try (var children = Files.list(target)) {
      return children.findAny().isPresent();
    }
  }

  private void requireInside(Path inDraft) {
    if (!inDraft.normalize().startsWith(draft)) {
      throw new IllegalArgumentException(inDraft + " is not in " + draft);
    }
  }

  /** Creates the directories above. */
  static void createParent(Path target, Disk disk) throws IOException {
    createDirectories(above(target), disk);
  }

  private static void createDirectories(Path directory, Disk disk) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path above = directory.getParent();
      if (above != null) {
        createDirectories(above, disk);
        disk.createDirectory(directory);
      }
    }
  }
}
