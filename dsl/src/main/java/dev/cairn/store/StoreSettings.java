package dev.cairn.store;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a {@link CheckpointStore} keeps, what it calls best, and what it does on a full disk.
 *
 * @param backup a directory, best on another disk, for a second copy of the latest, the best and
 *     pinned checkpoints; empty for none
 */
public record StoreSettings(
    Retention retention,
    Optional<BestBy> bestBy,
    WhenDiskFull whenDiskFull,
    DiskCare diskCare,
    Optional<Path> backup) {

  public StoreSettings {
    if (bestBy.isEmpty()
        && retention.rules().stream().anyMatch(KeepRule.KeepBest.class::isInstance)) {
      throw new IllegalArgumentException(
          "keepBest needs a metric to compare by; add bestBy(\"eval_loss\")");
    }
  }

  /** Settings with {@link DiskCare#DEFAULT} and without a backup. */
  public StoreSettings(Retention retention, Optional<BestBy> bestBy, WhenDiskFull whenDiskFull) {
    this(retention, bestBy, whenDiskFull, DiskCare.DEFAULT, Optional.empty());
  }

  /** The same settings, but nothing leaves the trash for its age. */
  public StoreSettings keepingTrash() {
    return new StoreSettings(
        retention,
        bestBy,
        whenDiskFull,
        new DiskCare(diskCare.minFreeSpace(), ChronoUnit.FOREVER.getDuration()),
        backup);
  }

  /** The same settings with other rules. */
  public StoreSettings with(Retention other) {
    return new StoreSettings(other, bestBy, whenDiskFull, diskCare, backup);
  }

  /** Keeps everything, calls nothing best, and trains on when the disk is full. */
  public static StoreSettings keepingAll() {
    return new StoreSettings(
        Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.CONTINUE);
  }
}
