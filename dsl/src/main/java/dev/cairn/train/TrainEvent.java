package dev.cairn.train;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.StoreEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happens in a run, in order; displays and logs are made of these. */
public sealed interface TrainEvent {

  /**
   * Training begins or goes on.
   *
   * @param run the run's directory
   * @param from the checkpoint it goes on from; empty for the beginning
   * @param step the last step already taken
   * @param target the step to reach
   * @param parameters the number of trainable values
   * @param environment what it runs on
   */
  record Started(
      Path run,
      Optional<Checkpoint> from,
      long step,
      long target,
      long parameters,
      Environment environment)
      implements TrainEvent {}

  /** The step asked for was reached before; nothing is done. */
  record AlreadyDone(Path run, Checkpoint latest, long target) implements TrainEvent {}

  /** Something the user should know about, in one line. */
  record Notice(String message) implements TrainEvent {}

  /** What an experiment is about to do or has done, in one line. */
  record Announced(String line) implements TrainEvent {}

  /** Harmless settings changed since the checkpoint. */
  record SettingsChanged(List<SettingChange> changes) implements TrainEvent {}

  /**
   * A step was taken.
   *
   * @param loss the mean loss of its batches
   * @param gradientNorm the gradients' global norm before clipping
   * @param tokens the tokens it learned from
   */
  record Stepped(
      long step,
      long target,
      double epoch,
      double loss,
      double learningRate,
      double gradientNorm,
      long tokens)
      implements TrainEvent {}

  /** The held-out part was evaluated. */
  record Evaluated(long step, Map<String, Double> metrics) implements TrainEvent {}

  /** Something happened in the store. */
  record Stored(StoreEvent event) implements TrainEvent {}

  /** The target was reached. */
  record Finished(long step, boolean bestRestored) implements TrainEvent {}

  /** The step to pause at was reached; what is there is saved. */
  record Paused(long step, long target) implements TrainEvent {}

  /** Training stopped before its target because it was asked to. */
  record Interrupted(long step) implements TrainEvent {}
}
