package dev.cairn.store;

import java.util.Optional;

/** What a {@link CheckpointStore} keeps, what it calls best, and what it does on a full disk. */
public record StoreSettings(
    Retention retention, Optional<BestBy> bestBy, WhenDiskFull whenDiskFull) {

  public StoreSettings {
    if (bestBy.isEmpty()
        && retention.rules().stream().anyMatch(KeepRule.KeepBest.class::isInstance)) {
      throw new IllegalArgumentException(
          "keepBest needs a metric to compare by; add bestBy(\"eval_loss\")");
    }
  }

  /** Keeps everything, calls nothing best, and trains on when the disk is full. */
  public static StoreSettings keepingAll() {
    return new StoreSettings(
        Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.CONTINUE);
  }
}
