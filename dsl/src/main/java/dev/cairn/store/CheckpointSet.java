package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The checkpoints of a run, as the holder of its lock may change them. */
final class CheckpointSet {
  private final RunDirectory directory;
  private final StoreSettings settings;
  private final Disk disk;
  private final Trash trash;

  CheckpointSet(RunDirectory directory, StoreSettings settings, Disk disk, Trash trash) {
    this.directory = directory;
    this.settings = settings;
    this.disk = disk;
    this.trash = trash;
  }

  /** Clears away what a kill left, and points {@code latest} and {@code best} to what is there. */
  void recover() throws IOException {
    for (Path left : disk.list(directory.path())) {
      if (Layout.isUnfinished(left)) {
        disk.deleteTree(left);
      }
    }
    InPlace inPlace = new InPlace(disk);
    inPlace.sweep(directory.path());
    inPlace.sweep(directory.path().resolve(Layout.TRASH));
    trash.sweep();
    point();
  }

  /** Points {@code latest} and {@code best} to what they should point to. */
  void point() throws IOException {
    Standing standing = standing();
    Marks marks = directory.marks();
    point(Layout.LATEST, marks.latest(), standing.latest().map(Found::name));
    point(Layout.BEST, marks.best(), standing.best().map(Found::name));
  }

  Standing standing() throws IOException {
    return new Standing(directory.found(), directory.marks(), settings);
  }

  /** The checkpoint at this path, with what points to it now. */
  Checkpoint checkpoint(Path path) throws IOException {
    return Found.at(path).checkpoint(directory.marks());
  }

  /** The checkpoints, damaged ones too, after {@code step}, newest first. */
  List<Found> after(long step) throws IOException {
    return directory.found().stream()
        .filter(found -> found.step() > step)
        .sorted(Comparator.comparingLong(Found::step).reversed())
        .toList();
  }

  /**
   * Moves checkpoints to the trash in the order given: newest first, so that a kill on the way
   * leaves a timeline without holes.
   *
   * @return where they lie now
   */
  List<Path> trash(List<Found> newestFirst) throws IOException {
    List<Path> moved = new ArrayList<>();
    for (Found found : newestFirst) {
      moved.add(trash.keep(found.path()));
    }
    return moved;
  }

  void delete(Found found) throws IOException {
    trash.delete(found.path());
  }

  private void point(String name, Optional<String> from, Optional<String> to) throws IOException {
    if (to.isPresent() && !to.equals(from)) {
      directory.pointer(name).pointTo(to.get(), disk);
    } else if (to.isEmpty() && from.isPresent()) {
      directory.pointer(name).remove(disk);
    }
  }
}
