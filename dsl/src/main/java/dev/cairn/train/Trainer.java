package dev.cairn.train;

import ai.djl.Device;
import dev.cairn.data.Corpus;
import dev.cairn.data.CounterRandom;
import dev.cairn.data.Tokenizer;
import dev.cairn.engine.Libtorch;
import dev.cairn.model.LanguageModel;
import dev.cairn.model.ModelConfig;
import dev.cairn.store.BackgroundSaver;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.RunStatus;
import dev.cairn.store.StoreEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a run to a step: finds where to go on, loads or makes the state, trains, and leaves the
 * run directory whole.
 */
public final class Trainer {

  /** Keeps the first weights' random numbers apart from those of any step. */
  private static final long WEIGHTS = -1;

  private final Path directory;
  private final TrainSettings settings;
  private final StartPoint start;
  private final StopRequest stop;
  private final Consumer<TrainEvent> listener;

  /** The steps done, for the record of a failure. */
  private long reached;

  /**
   * A trainer of one run.
   *
   * @param directory the run's directory; made if it does not exist
   * @param stop asks it to save and leave
   * @param listener is told what happens, one event after the other, on the training thread and on
   *     the one that saves
   */
  public Trainer(
      Path directory,
      TrainSettings settings,
      StartPoint start,
      StopRequest stop,
      Consumer<? super TrainEvent> listener) {
    this.directory = directory;
    this.settings = settings;
    this.start = start;
    this.stop = stop;
    this.listener = oneByOne(listener);
  }

  private static Consumer<TrainEvent> oneByOne(Consumer<? super TrainEvent> listener) {
    Object turn = new Object();
    return event -> {
      synchronized (turn) {
        listener.accept(event);
      }
    };
  }

  /**
   * Trains until {@code target} steps are done. Nothing happens if they are.
   *
   * @throws TrainingFailedException if it cannot begin or go on
   * @throws IOException if the run directory or the text cannot be read or written
   */
  public Outcome train(long target) throws IOException {
    return train(Goal.of(target));
  }

  /** Like {@link #train(long)}, as far as the goal says. */
  public Outcome train(Goal goal) throws IOException {
    try (CheckpointStore store =
        CheckpointStore.open(directory, settings.checkpoints().store(), this::stored)) {
      Origin origin = Origin.find(store, start);
      List<TrainEvent> changes = origin.checkSettings(settings, goal.target());
      if (origin.step() >= goal.pause()) {
        store.showModel();
        listener.accept(
            new TrainEvent.AlreadyDone(directory, origin.checkpoint().orElseThrow(), goal.pause()));
        return Outcome.ALREADY_DONE;
      }
      changes.forEach(listener);
      return recordingFailure(store, origin, goal);
    }
  }

  /** Whatever it fails of, also before its first step, the run's history says why. */
  private Outcome recordingFailure(CheckpointStore store, Origin origin, Goal goal)
      throws IOException {
    reached = origin.step();
    try {
      return train(store, origin, goal);
    } catch (RuntimeException | IOException e) {
      failed(store, e);
      throw e;
    }
  }

  private Outcome train(CheckpointStore store, Origin origin, Goal goal) throws IOException {
    Corpus corpus = Corpus.load(settings.data());
    Device device = Libtorch.device(settings.device());
    if (origin.checkpoint().isEmpty()) {
      return train(store, origin, goal, corpus, device, null);
    }
    try (CheckpointReader reader = origin.checkpoint().get().open()) {
      return train(store, origin, goal, corpus, device, reader);
    }
  }

  private Outcome train(
      CheckpointStore store,
      Origin origin,
      Goal goal,
      Corpus corpus,
      Device device,
      @Nullable CheckpointReader reader)
      throws IOException {
    if (reader != null) {
      restoreThreads(reader);
    }
    Environment environment = Environment.of(device);
    ModelConfig config =
        new ModelConfig(
            settings.model(), corpus.tokenizer().vocabularySize(), settings.data().context());
    LanguageModel model =
        LanguageModel.create(
            config, device, CounterRandom.mix(settings.seed(), WEIGHTS), settings.frozen());
    try (TrainState state = new TrainState(settings, corpus, model);
        Evaluator evaluator = new Evaluator(model, corpus, settings.data(), settings.evaluation());
        BackgroundSaver saver = saver(store)) {
      if (reader != null) {
        origin.checkData(reader, corpus);
        noteDifferences(reader, environment);
        state
            .load(reader, origin.step())
            .forEach(lack -> listener.accept(new TrainEvent.Notice(lack)));
      }
      origin.rewind(store);
      listener.accept(
          new TrainEvent.Started(
              directory,
              origin.checkpoint(),
              origin.step(),
              goal.target(),
              state.parameterCount(),
              environment));
      CheckpointFiles files =
          new CheckpointFiles(
              settings,
              corpus,
              store.directory(),
              environment,
              origin.parent(reader),
              companions(config, corpus));
      TrainingLoop loop =
          new TrainingLoop(settings, state, evaluator, files, store, saver, stop, listener, goal);
      return finish(store, saver, state, loop);
    }
  }

  private BackgroundSaver saver(CheckpointStore store) {
    SaveSettings saving = settings.checkpoints().saving();
    return new BackgroundSaver(store, saving.whenBusy(), saving.memoryLimit(), this::stored);
  }

  private Outcome finish(
      CheckpointStore store, BackgroundSaver saver, TrainState state, TrainingLoop loop)
      throws IOException {
    try {
      Outcome outcome = loop.run();
      if (outcome != Outcome.INTERRUPTED) {
        store.showModel();
      }
      RunStatus.State ended =
          switch (outcome) {
            case FINISHED, ALREADY_DONE -> RunStatus.State.FINISHED;
            case PAUSED -> RunStatus.State.PAUSED;
            case INTERRUPTED -> RunStatus.State.INTERRUPTED;
          };
      store.status(loop.status(ended));
      if (ended != RunStatus.State.FINISHED) {
        store.record(ended.name().toLowerCase(Locale.ROOT), Map.of("step", state.step()));
      }
      listener.accept(loop.end(outcome));
      return outcome;
    } catch (DivergedException e) {
      saver.finish();
      throw new TrainingFailedException(diverged(store, e), e);
    } finally {
      reached = state.step();
    }
  }

  private void failed(CheckpointStore store, Exception cause) {
    try {
      String reason = String.valueOf(cause.getMessage());
      store.record("failed", Map.of("step", reached, "reason", reason));
      store.status(RunStatus.of(RunStatus.State.FAILED, reached));
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static String diverged(CheckpointStore store, DivergedException e) throws IOException {
    String good =
        store.directory().checkpoints().stream()
            .filter(Trainer::isGood)
            .reduce((older, newer) -> newer)
            .map(checkpoint -> "the last good checkpoint is " + checkpoint.path())
            .orElse("there is no checkpoint yet");
    return e.getMessage() + "; " + good + "; a lower learning rate or clipNorm(1.0) may help";
  }

  private static boolean isGood(Checkpoint checkpoint) {
    return checkpoint.valid() && checkpoint.metrics().values().stream().allMatch(Double::isFinite);
  }

  private void stored(StoreEvent event) {
    listener.accept(new TrainEvent.Stored(event));
  }

  /** Sums on the CPU depend on the number of threads, so a run keeps that of its beginning. */
  private void restoreThreads(CheckpointReader reader) {
    String saved = reader.environment().get("threads");
    if (saved != null && Integer.parseInt(saved) != Libtorch.threads()) {
      listener.accept(
          new TrainEvent.Notice(
              "using %s threads as the checkpoint did, not %d"
                  .formatted(saved, Libtorch.threads())));
      Libtorch.threads(Integer.parseInt(saved));
    }
  }

  private void noteDifferences(CheckpointReader reader, Environment environment) {
    List<String> differences = environment.differences(reader.environment());
    if (!differences.isEmpty()) {
      listener.accept(
          new TrainEvent.Notice(
              "going on elsewhere than the checkpoint was made, so not to the same bytes: "
                  + String.join(", ", differences)));
    }
  }

  private static List<CheckpointFile.Text> companions(ModelConfig config, Corpus corpus) {
    return List.of(
        new CheckpointFile.Text("config.json", HuggingFaceJson.format(config.toHuggingFace())),
        new CheckpointFile.Text(
            "generation_config.json", HuggingFaceJson.format(Map.of("do_sample", true))),
        new CheckpointFile.Text("tokenizer.json", corpus.tokenizer().toJson()),
        new CheckpointFile.Text("tokenizer_config.json", Tokenizer.configJson()));
  }
}
