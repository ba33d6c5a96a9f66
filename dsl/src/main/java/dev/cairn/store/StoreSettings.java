package dev.cairn.store;

import java.nio.file.Path;
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
    Optional<Path> backup) {

  public StoreSettings {
    if (bestBy.isEmpty()
        && retention.rules().stream().anyMatch(KeepRule.KeepBest.class::isInstance)) {
      throw new IllegalArgumentException(
          "keepBest needs a metric to compare by; add bestBy(\"eval_loss\")");
    }
  }

  /** Settings without a backup. */
  public StoreSettings(Retention retention, Optional<BestBy> bestBy, WhenDiskFull whenDiskFull) {
    this(retention, bestBy, whenDiskFull, Optional.empty());
  }

  /** Keeps everything, calls nothing best, and trains on when the disk is full. */
  public static StoreSettings keepingAll() {
    return new StoreSettings(
        Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.CONTINUE);
  }
}
