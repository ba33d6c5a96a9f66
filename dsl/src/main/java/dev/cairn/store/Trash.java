package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where checkpoints go before they are gone. A rename takes them out of sight at once; a kill in
 * the middle of the deletion leaves nothing that looks like a checkpoint. What is kept has a note
 * beside it, {@link Trashed}, which is written first.
 */
final class Trash {
  private static final String DOOMED = ".deleting-";
  private static final String SET_ASIDE = ".replaced-";

  private final Path run;
  private final Path trash;
  private final Disk disk;
  private final InstantSource clock;

  /** No entry is older than this; so that a save need not look whether one is to go. */
  private Instant oldest = Instant.MIN;

  Trash(Path run, Disk disk, InstantSource clock) {
    this.run = run;
    this.trash = run.resolve(Layout.TRASH);
    this.disk = disk;
    this.clock = clock;
  }

  /** Deletes a checkpoint of the run, or one that was kept here. */
  void delete(Path checkpoint) throws IOException {
    if (!disk.renamesDirectories()) {
      new InPlace(disk).remove(checkpoint);
      return;
    }
    Path doomed = trash.resolve(DOOMED + Layout.uniqueSuffix() + "-" + Layout.name(checkpoint));
    move(checkpoint, doomed);
    disk.deleteTree(doomed);
  }

  /**
   * Moves a checkpoint where no reader looks and no sweep deletes; returns where it lies now.
   *
   * @param pinnedAs the label of its pin, if it had one
   */
  Path keep(Found checkpoint, String reason, Optional<String> pinnedAs) throws IOException {
    return keep(checkpoint, checkpoint.path(), reason, pinnedAs);
  }

  /**
   * Keeps what {@link #setAside} moved, now that there is another in its place.
   *
   * @param before the checkpoint as it was found in its place
   */
  Path keepSetAside(Path aside, Found before, String reason) throws IOException {
    return keep(before, aside, reason, Optional.empty());
  }

  /** Moves compressed checkpoints here that belong to a timeline that was left. */
  void keepCompressedAfter(long step, String reason) throws IOException {
    for (CompressedCheckpoint compressed : RunDirectory.at(run).compressed()) {
      if (compressed.step() > step) {
        Path kept = free(compressed.name(), Layout.COMPRESSED);
        Instant since = notBefore(Instant.EPOCH);
        note(new Trashed(kept, compressed.name(), since, reason, Optional.empty()));
        move(compressed.path(), kept);
      }
    }
  }

  private Path free(String name, String ending) {
    Path free = trash.resolve(name + ending);
    for (int copy = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); copy++) {
      free = trash.resolve(name + "-" + copy + ending);
    }
    return free;
  }

  private Path keep(Found checkpoint, Path lies, String reason, Optional<String> pinnedAs)
      throws IOException {
    Path kept = free(checkpoint.name(), "");
    Instant since = notBefore(checkpoint.summary().map(Summary::created).orElse(Instant.EPOCH));
    note(new Trashed(kept, checkpoint.name(), since, reason, pinnedAs));
    move(lies, kept);
    return kept;
  }

  /** The checkpoints that were kept, by name; compressed ones are not among them. */
  static List<Trashed> kept(Path run) throws IOException {
    return noted(run).stream().filter(kept -> Layout.isDirectory(kept.path())).toList();
  }

  private static List<Trashed> noted(Path run) throws IOException {
    List<Trashed> kept = new ArrayList<>();
    Path trash = run.resolve(Layout.TRASH);
    if (Layout.isDirectory(trash)) {
      try (var children = Files.list(trash)) {
        for (Path child : children.filter(Trash::isKept).sorted().toList()) {
          Trashed.at(child).ifPresent(kept::add);
        }
      }
    }
    return kept;
  }

  /** Puts back what was kept; its place in the run is free. */
  Path restore(Trashed kept) throws IOException {
    Path place = run.resolve(kept.checkpoint());
    disk.rename(kept.path(), place);
    disk.forceDirectory(run);
    disk.forceDirectory(trash);
    disk.delete(kept.note());
    return place;
  }

  /** Deletes what was kept for at least so long; returns what went. */
  List<Trashed> expire(Duration keepTrash) throws IOException {
    Instant now = clock.instant();
    if (!isOver(oldest, keepTrash, now)) {
      return List.of();
    }
    List<Trashed> gone = new ArrayList<>();
    oldest = Instant.MAX;
    for (Trashed kept : noted(run)) {
      if (isOver(kept.since(), keepTrash, now)) {
        deleteKept(kept.path());
        disk.delete(kept.note());
        gone.add(kept);
      } else if (kept.since().isBefore(oldest)) {
        oldest = kept.since();
      }
    }
    return gone;
  }

  private void deleteKept(Path kept) throws IOException {
    if (Layout.isDirectory(kept)) {
      delete(kept);
    } else {
      disk.delete(kept);
    }
  }

  /** Whether this is a checkpoint, as a directory or compressed, and no note. */
  private static boolean isKept(Path left) {
    return Layout.isDirectory(left) || isCompressed(left);
  }

  private static boolean isCompressed(Path left) {
    return Layout.name(left).endsWith(Layout.COMPRESSED) && Files.isRegularFile(left);
  }

  /** Makes way for a new checkpoint of the same name. */
  Path setAside(Path checkpoint) throws IOException {
    Path aside = trash.resolve(SET_ASIDE + Layout.uniqueSuffix() + "-" + Layout.name(checkpoint));
    move(checkpoint, aside);
    return aside;
  }

  /** Undoes {@link #setAside}. */
  void putBack(Path aside) throws IOException {
    disk.rename(aside, placeOf(aside));
    disk.forceDirectory(run);
  }

  /** Ends {@link #setAside}: from here on it cannot come back in place of another. */
  void discard(Path aside) throws IOException {
    disk.deleteIfThere(aside);
    disk.forceDirectory(trash);
  }

  /**
   * Ends what a kill interrupted: deletions are finished, replacements finished or undone, notes
   * whose checkpoint never came are deleted. What lies here without a note is kept from now on.
   */
  void sweep() throws IOException {
    if (!Layout.isDirectory(trash)) {
      return;
    }
    // A killed process may have moved these without forcing it; nothing is deleted on that ground.
    disk.forceDirectory(trash);
    disk.forceDirectory(run);
    sweepEach();
    disk.forceDirectory(trash);
  }

  private void sweepEach() throws IOException {
    for (Path left : disk.list(trash)) {
      String name = Layout.name(left);
      if (isSetAside(name) && !Layout.isDirectory(placeOf(left))) {
        putBack(left);
      } else if (isSetAside(name) || name.startsWith(DOOMED) || Layout.isUnfinished(left)) {
        disk.deleteTree(left);
      } else if (Trashed.isNote(left) && !isKept(Trashed.noted(left))) {
        disk.delete(left);
      } else if (isKept(left) && Trashed.at(left).isEmpty()) {
        noteLater(left);
      }
    }
  }

  private void noteLater(Path left) throws IOException {
    String name = checkpointOf(Layout.name(left));
    if (Layout.step(name).isPresent()) {
      String reason = "was found in the trash without a note";
      note(new Trashed(left, name, notBefore(Instant.EPOCH), reason, Optional.empty()));
    }
  }

  /** The name it had in the run, without the number of a copy and without an ending. */
  private static String checkpointOf(String name) {
    return name.replaceFirst("^(" + Layout.CHECKPOINT + "\\d+)(-\\d+)?(\\.tar\\.zst)?$", "$1");
  }

  /** Now, or the newest time known here where the clock stands behind that. */
  private Instant notBefore(Instant known) throws IOException {
    Instant newest = known;
    for (Trashed kept : noted(run)) {
      newest = kept.since().isAfter(newest) ? kept.since() : newest;
    }
    Instant now = clock.instant();
    return now.isAfter(newest) ? now : newest;
  }

  private static boolean isOver(Instant since, Duration keepTrash, Instant now) {
    return since.equals(Instant.MIN) || Duration.between(since, now).compareTo(keepTrash) >= 0;
  }

  /** A full disk keeps no checkpoint from going to the trash; its note is then made later. */
  private void note(Trashed kept) throws IOException {
    try {
      createTrash();
      disk.replace(kept.note(), unfinished -> disk.createText(unfinished, kept.toText()));
    } catch (IOException failure) {
      if (!IoReason.isNoSpace(failure)) {
        throw failure;
      }
    }
    oldest = kept.since().isBefore(oldest) ? kept.since() : oldest;
  }

  private static boolean isSetAside(String name) {
    return name.startsWith(SET_ASIDE) && name.contains(Layout.CHECKPOINT);
  }

  private Path placeOf(Path aside) {
    String name = Layout.name(aside);
    return run.resolve(name.substring(name.lastIndexOf(Layout.CHECKPOINT)));
  }

  private void createTrash() throws IOException {
    if (!Layout.isDirectory(trash)) {
      disk.createDirectory(trash);
      // What is moved there would go with it.
      disk.forceDirectory(run);
    }
  }

  private void move(Path from, Path to) throws IOException {
    createTrash();
    disk.rename(from, to);
    disk.forceDirectory(trash);
    disk.forceDirectory(run);
  }
}
