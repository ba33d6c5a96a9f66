package dev.cairn.train;

import dev.cairn.store.StoreSettings;
import java.util.Set;

/**
 * When to save, and what the store does with what is saved.
 *
 * @param triggers when a checkpoint is due; empty for never, not even at the end
 * @param store which checkpoints to keep, which is the best, what to do on a full disk
 * @param restoreBestAtEnd whether the model at hand after training is the best one instead of the
 *     last one; the checkpoints stay as they are
 * @param saving what a checkpoint holds, and how it is written
 */
public record CheckpointSettings(
    Set<SaveTrigger> triggers, StoreSettings store, boolean restoreBestAtEnd, SaveSettings saving) {

  /** With the defaults of saving. */
  public CheckpointSettings(
      Set<SaveTrigger> triggers, StoreSettings store, boolean restoreBestAtEnd) {
    this(triggers, store, restoreBestAtEnd, SaveSettings.DEFAULT);
  }

  /** Copies the set. */
  public CheckpointSettings {
    triggers = Set.copyOf(triggers);
    if (restoreBestAtEnd && store.bestBy().isEmpty()) {
      throw new IllegalArgumentException(
          "checkpoints: restoreBestAtEnd() needs to know what is best; add bestBy(\"eval_loss\")");
    }
  }
}
