package dev.cairn.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Sees to it, before a save begins, that there is space for it. */
final class FreeSpace {
  /** Room for the manifest: names and checksums. */
  private static final long MANIFEST_ALLOWANCE = 64 * 1024;

  private final Path run;
  private final Disk disk;
  private final StoreSettings settings;
  private final CheckpointSet checkpoints;

  /** Deletes a checkpoint, and says so. */
  interface Deletion {
    void delete(Found found) throws IOException;
  }

  FreeSpace(Path run, Disk disk, StoreSettings settings, CheckpointSet checkpoints) {
    this.run = run;
    this.disk = disk;
    this.settings = settings;
    this.checkpoints = checkpoints;
  }

  /**
   * Deletes older checkpoints until there is space for a new one. Where even all that may go would
   * not be enough, none goes.
   *
   * @param size the bytes that have to be written, less the manifest
   * @throws FileSystemException for lack of space
   */
  void makeFor(CheckpointContent content, long size, Path target, Deletion deletion)
      throws IOException {
    long needed = size + MANIFEST_ALLOWANCE;
    if (available() >= needed) {
      return;
    }
    List<Found> expendable = checkpoints.standing().expendableFor(coming(content, size));
    if (available() + checkpoints.bytesOfOnly(expendable) >= needed) {
      for (Found found : expendable) {
        if (available() < needed) {
          deletion.delete(found);
        }
      }
    }
    if (available() < needed) {
      throw noSpace(target, needed);
    }
  }

  private Ranked coming(CheckpointContent content, long size) {
    OptionalDouble score =
        content.candidateForBest() && settings.bestBy().isPresent()
            ? settings.bestBy().get().score(content.metrics())
            : OptionalDouble.empty();
    // It stays whatever its age.
    return new Ranked(
        content.step(), Instant.EPOCH, score, new Footprint(Map.of(content, size), size));
  }

  private long available() throws IOException {
    return disk.usableSpace(run) - settings.diskCare().minFreeSpace();
  }

  private FileSystemException noSpace(Path target, long needed) throws IOException {
    long reserve = settings.diskCare().minFreeSpace();
    return new FileSystemException(
        target.toString(),
        null,
        String.format(
            Locale.ROOT,
            "%s: %,d bytes are needed, %,d are free%s",
            IoReason.NO_SPACE,
            needed,
            disk.usableSpace(run),
            reserve == 0
                ? ""
                : ", of which minFreeSpace(\"" + Quantity.text(reserve) + "\") are to stay free"));
  }
}
