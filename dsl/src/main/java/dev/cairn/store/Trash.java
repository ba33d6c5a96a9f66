package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Where checkpoints go before they are gone. A rename takes them out of sight at once; a kill in
 * the middle of the deletion leaves nothing that looks like a checkpoint.
 */
final class Trash {
  private static final String DOOMED = ".deleting-";
  private static final String SET_ASIDE = ".replaced-";

  private final Path run;
  private final Path trash;
  private final Disk disk;

  Trash(Path run, Disk disk) {
    this.run = run;
    this.trash = run.resolve(Layout.TRASH);
    this.disk = disk;
  }

  /** Deletes a checkpoint. */
  void delete(Path checkpoint) throws IOException {
    Path doomed = trash.resolve(DOOMED + Layout.uniqueSuffix() + "-" + Layout.name(checkpoint));
    move(checkpoint, doomed);
    disk.deleteTree(doomed);
  }

  /** Moves a checkpoint where no reader looks and no sweep deletes; returns where it lies now. */
  Path keep(Path checkpoint) throws IOException {
    String name = Layout.name(checkpoint);
    Path kept = trash.resolve(name);
    for (int copy = 2; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); copy++) {
      kept = trash.resolve(name + "-" + copy);
    }
    move(checkpoint, kept);
    return kept;
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

  /** Ends what a kill interrupted: deletions are finished, replacements finished or undone. */
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
      } else if (isSetAside(name) || name.startsWith(DOOMED)) {
        disk.deleteTree(left);
      }
    }
  }

  private static boolean isSetAside(String name) {
    return name.startsWith(SET_ASIDE) && name.contains(Layout.CHECKPOINT);
  }

  private Path placeOf(Path aside) {
    String name = Layout.name(aside);
    return run.resolve(name.substring(name.lastIndexOf(Layout.CHECKPOINT)));
  }

  private void move(Path from, Path to) throws IOException {
    if (!Layout.isDirectory(trash)) {
      disk.createDirectory(trash);
      // What is moved there would go with it.
      disk.forceDirectory(run);
    }
    disk.rename(from, to);
    disk.forceDirectory(trash);
    disk.forceDirectory(run);
  }
}
