package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The checkpoints of a run, as the holder of its lock may change them. They are read once and then
 * remembered, so that a save costs the same beside ten and beside ten thousand; those that a
 * decision concerns are looked at again, since people delete by hand.
 */
final class CheckpointSet {
  /** What lies before every step. */
  static final long BEFORE_ALL = -1;

  private final RunDirectory directory;
  private final StoreSettings settings;
  private final Disk disk;
  private final Trash trash;
  private final TreeMap<Long, Found> found = new TreeMap<>();
  private final Map<Long, Footprint> footprints = new HashMap<>();

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
    if (!disk.renamesDirectories()) {
      inPlace.sweep(directory.path().resolve(Layout.TRASH));
    }
    trash.sweep();
    readAgain();
    point(remembered());
  }

  /** Forgets, and reads all of them. */
  void readAgain() throws IOException {
    found.clear();
    footprints.clear();
    directory.found().forEach(there -> found.put(there.step(), there));
  }

  /** Points {@code latest} and {@code best} to what they should point to. */
  void point(Standing standing) throws IOException {
    Marks marks = directory.marks();
    point(Layout.LATEST, marks.latest(), standing.latest().map(Found::name));
    point(Layout.BEST, marks.best(), standing.best().map(Found::name));
  }

  /** What the settings say, with a new look at the checkpoints that it is about. */
  Standing standing() throws IOException {
    Standing standing = remembered();
    while (isOutdated(standing)) {
      standing = remembered();
    }
    return standing;
  }

  private Standing remembered() throws IOException {
    return new Standing(List.copyOf(found.values()), directory.marks(), settings, this::footprint);
  }

  private boolean isOutdated(Standing standing) {
    boolean outdated = false;
    for (Found known : standing.concerned()) {
      Found now = Found.at(known.path());
      if (!now.valid()) {
        outdated = true;
        footprints.remove(known.step());
        if (Layout.isDirectory(known.path())) {
          found.put(known.step(), now);
        } else {
          found.remove(known.step());
        }
      }
    }
    return outdated;
  }

  Footprint footprint(Found known) {
    return footprints.computeIfAbsent(known.step(), step -> Footprint.of(known.path()));
  }

  /** The bytes that would be free without these; what the trash or a linked model shares stays. */
  long bytesOfOnly(List<Found> some) throws IOException {
    List<Found> rest = new ArrayList<>(found.values());
    rest.removeAll(some);
    List<Footprint> others = new ArrayList<>(rest.stream().map(this::footprint).toList());
    others.add(Footprint.of(directory.path().resolve(Layout.TRASH)));
    for (String file : RootModel.modelFiles(directory.path())) {
      others.add(Footprint.of(directory.path().resolve(file)));
    }
    return Footprint.bytesOfOnly(some.stream().map(this::footprint).toList(), others);
  }

  /** Remembers the checkpoint that was just placed here. */
  Found placed(Path path) {
    Found placed = Found.at(path);
    footprints.remove(placed.step());
    found.put(placed.step(), placed);
    return placed;
  }

  /** Remembers what a deep look found wrong. */
  void damaged(Found known, String fault) {
    found.put(known.step(), known.damagedBy(fault));
  }

  /** A checkpoint, with what points to it now. */
  Checkpoint checkpoint(Found known) throws IOException {
    return known.checkpoint(directory.marks());
  }

  /** The checkpoint of this name, damaged or not. */
  Optional<Found> named(String name) {
    return Layout.step(name).stream().mapToObj(found::get).filter(Objects::nonNull).findFirst();
  }

  /**
   * A checkpoint that someone hands in.
   *
   * @throws IllegalArgumentException if it is no longer there
   */
  Found require(Checkpoint checkpoint) {
    return named(checkpoint.name())
        .filter(known -> Layout.isDirectory(known.path()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no " + checkpoint.name() + " in " + directory.path()));
  }

  /** The checkpoints, damaged ones too, after {@code step}, newest first. */
  List<Found> after(long step) {
    return List.copyOf(found.tailMap(step, false).descendingMap().values());
  }

  /**
   * Moves checkpoints to the trash in the order given: newest first, so that a kill on the way
   * leaves a timeline without holes. A damaged one is there for its damage, whatever the reason of
   * the others.
   *
   * @return where they lie now
   */
  List<Path> trash(List<Found> newestFirst, String reason) throws IOException {
    List<Path> moved = new ArrayList<>();
    Pins pins = Pins.read(directory.path());
    for (Found one : newestFirst) {
      if (Layout.isDirectory(one.path())) {
        moved.add(trash.keep(one, one.damage().orElse(reason), pins.pinnedAs(one.name())));
      }
      forget(one);
      pins = pins.without(one.name());
    }
    if (!pins.equals(Pins.read(directory.path()))) {
      pins.write(directory.path(), disk);
    }
    return moved;
  }

  void delete(Found known) throws IOException {
    trash.delete(known.path());
    forget(known);
  }

  private void forget(Found known) {
    found.remove(known.step());
    footprints.remove(known.step());
  }

  private void point(String name, Optional<String> from, Optional<String> to) throws IOException {
    if (to.isPresent() && !to.equals(from)) {
      directory.pointer(name).pointTo(to.get(), disk);
    } else if (to.isEmpty() && from.isPresent()) {
      directory.pointer(name).remove(disk);
    }
  }
}
