package dev.cairn.train;

import dev.cairn.data.Corpus;
import dev.cairn.optim.Schedule;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a call of train begins.
 *
 * @param checkpoint what it goes on from; empty for the beginning
 * @param forked whether that belongs to another run, the parent
 * @param reason why anything newer is given up
 */
record Origin(Optional<Checkpoint> checkpoint, boolean forked, String reason) {

  /**
   * Finds the checkpoint to go on from.
   *
   * @throws TrainingFailedException if the one asked for is missing or damaged
   */
  static Origin find(CheckpointStore store, StartPoint start) throws IOException {
    if (start instanceof StartPoint.Fresh) {
      return new Origin(Optional.empty(), false, "a fresh start was asked for");
    }
    if (start instanceof StartPoint.At at) {
      return new Origin(
          Optional.of(at(store.directory(), at.checkpoint())),
          false,
          "resumed from " + at.checkpoint().getFileName());
    }
    Optional<Checkpoint> newest = store.newestValid();
    if (newest.isEmpty() && start instanceof StartPoint.Fork fork) {
      RunDirectory parent = RunDirectory.at(parentOf(fork.checkpoint()));
      return new Origin(Optional.of(at(parent, fork.checkpoint())), true, "forked");
    }
    return new Origin(newest, false, "newer checkpoints are damaged");
  }

  private static Checkpoint at(RunDirectory run, Path wanted) throws IOException {
    requireWithin(run, wanted);
    String name = String.valueOf(wanted.getFileName());
    if (run.named(name).isEmpty() && run.compressed(name).isPresent()) {
      throw new TrainingFailedException(
          "%s is compressed; cairn decompress %s opens it again"
              .formatted(wanted, run.path().resolve(name)));
    }
    List<Checkpoint> all = run.checkpoints();
    Checkpoint found =
        all.stream()
            .filter(checkpoint -> checkpoint.path().getFileName().equals(wanted.getFileName()))
            .findFirst()
            .orElseThrow(
                () ->
                    new TrainingFailedException(
                        "there is no %s; the run has %s"
                            .formatted(
                                wanted,
                                all.stream()
                                    .map(Checkpoint::name)
                                    .collect(Collectors.joining(", ")))));
    found
        .damage()
        .ifPresent(
            damage -> {
              throw new TrainingFailedException(wanted + " is damaged: " + damage);
            });
    return found;
  }

  /** A name alone is meant in the run. */
  private static void requireWithin(RunDirectory run, Path wanted) throws IOException {
    Path parent = wanted.getParent();
    boolean within =
        parent == null || (Files.exists(parent) && Files.isSameFile(parent, run.path()));
    if (!within) {
      throw new TrainingFailedException(
          "%s is no checkpoint of the run in %s; name one of that run, or write fork(\"new-name\")"
              .formatted(wanted, run.path()));
    }
  }

  private static Path parentOf(Path checkpoint) {
    Path parent = checkpoint.toAbsolutePath().getParent();
    if (parent == null) {
      throw new TrainingFailedException(checkpoint + " is not a checkpoint of a run");
    }
    return parent;
  }

  long step() {
    return checkpoint.map(Checkpoint::step).orElse(0L);
  }

  /**
   * The parent of the run as {@code run/checkpoint-N}: what it forks from now or once forked from.
   *
   * @param reader of the checkpoint; null for the beginning
   */
  Optional<String> parent(@Nullable CheckpointReader reader) {
    if (reader == null) {
      return Optional.empty();
    }
    return forked ? checkpoint.map(Origin::qualifiedName) : reader.parent();
  }

  private static String qualifiedName(Checkpoint checkpoint) {
    return parentOf(checkpoint.path()).getFileName() + "/" + checkpoint.name();
  }

  /**
   * Compares the settings with the checkpoint's.
   *
   * @return what is to be shown: harmless changes, and what another target does to the rate
   * @throws SettingsChangedException if a change would make this another run
   */
  List<TrainEvent> checkSettings(TrainSettings settings, long target) throws IOException {
    if (checkpoint.isPresent()) {
      requireSavedByTraining(checkpoint.get());
    }
    if (checkpoint.isEmpty() || forked) {
      return List.of();
    }
    Map<String, Object> before = savedSettings(checkpoint.get());
    List<SettingChange> changes = SettingPaths.changes(before, SettingPaths.of(settings, target));
    List<SettingChange> others =
        changes.stream().filter(change -> !SettingPaths.harmless(change)).toList();
    if (!others.isEmpty()) {
      throw new SettingsChangedException(checkpoint.orElseThrow(), others);
    }
    List<TrainEvent> events = new ArrayList<>();
    if (!changes.isEmpty()) {
      events.add(new TrainEvent.SettingsChanged(changes));
    }
    if (step() < target && before.get(SettingPaths.TARGET) instanceof Number old) {
      rateChange(settings, old.longValue(), target)
          .map(TrainEvent.Notice::new)
          .ifPresent(events::add);
    }
    return events;
  }

  /** What another target does to the next step's learning rate; empty for nothing. */
  private Optional<String> rateChange(TrainSettings settings, long oldTarget, long target) {
    Schedule schedule = settings.optimizer().schedule();
    double peak = settings.optimizer().adamW().learningRate();
    double before = schedule.learningRate(peak, step() + 1, oldTarget);
    double now = schedule.learningRate(peak, step() + 1, target);
    if (before == now) {
      return Optional.empty();
    }
    String name = schedule.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the %s's horizon moves from step %d to %d: the learning rate at step %d is %.3g instead of %.3g",
            name,
            oldTarget,
            target,
            step() + 1,
            now,
            before));
  }

  /** What was imported from one file of tensors says nothing of its model and its text. */
  private static void requireSavedByTraining(Checkpoint checkpoint) throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      for (String name : List.of(CheckpointFiles.TRAINING_ARGS, CheckpointFiles.DATA_STATE)) {
        if (!reader.files().contains(name)) {
          throw new TrainingFailedException(
              "%s holds no %s, so training cannot go on from it; give the run another name, or begin again with --fresh"
                  .formatted(checkpoint.path(), name));
        }
      }
    }
  }

  private static Map<String, Object> savedSettings(Checkpoint checkpoint) throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      return HuggingFaceJson.parse(reader.text(CheckpointFiles.TRAINING_ARGS));
    }
  }

  /**
   * Checks that the text is the one of the checkpoint.
   *
   * @throws TrainingFailedException if it is not
   */
  void checkData(CheckpointReader reader, Corpus corpus) throws IOException {
    Object saved =
        HuggingFaceJson.parse(reader.text(CheckpointFiles.DATA_STATE)).get("fingerprint");
    if (!forked && !corpus.fingerprint().equals(saved)) {
      throw new TrainingFailedException(
          "the text is not the one that "
              + checkpoint.orElseThrow().path()
              + " learned from; put it back, or write fork(\"new-name\") before train to start a new"
              + " run from this checkpoint");
    }
  }

  /** Gives up what is newer, before the first new step. */
  void rewind(CheckpointStore store) throws IOException {
    store.rewindTo(forked ? null : checkpoint.orElse(null), reason);
    if (checkpoint.isPresent()) {
      store.record(
          forked ? "forked" : "resumed",
          Map.of(
              "step",
              step(),
              "from",
              checkpoint.map(forked ? Origin::qualifiedName : Checkpoint::name).orElseThrow()));
    }
  }
}
