package dev.cairn;

import dev.cairn.data.Tokenizer;
import dev.cairn.display.CheckpointTable;
import dev.cairn.display.ConfigTable;
import dev.cairn.display.Curves;
import dev.cairn.display.RunPicture;
import dev.cairn.display.StatusTable;
import dev.cairn.display.TextSamples;
import dev.cairn.display.TokenStrip;
import dev.cairn.model.Generation;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.Holder;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.train.Goal;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import dev.cairn.train.StopRequest;
import dev.cairn.train.TrainSettings;
import dev.cairn.train.TrainedModel;
import dev.cairn.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The live handle of a run. What it shows, it reads from the run's directory, whether the run
 * trained in this process, in another, or long ago.
 */
public final class Run {

  private final Session session;
  private final String name;
  private final TrainSettings settings;
  private final StartPoint start;

  private Run(Session session, String name, TrainSettings settings, StartPoint start) {
    this.session = session;
    this.name = name;
    this.settings = settings;
    this.start = start;
  }

  static Run of(Session session, String name, RunSpec spec) {
    return of(session, name, spec, session.start());
  }

  private static Run of(Session session, String name, RunSpec spec, StartPoint start) {
    requirePlain(name);
    TrainSettings described = spec.build();
    RunSpec overridden = RunSpec.from(described);
    SettingPath.set(overridden, session.commandLine());
    TrainSettings settings = overridden.build();
    session
        .describing()
        .ifPresent(told -> told.accept(RunDescription.of(session, name, described, settings)));
    return new Run(session, name, settings, start);
  }

  private static void requirePlain(String name) {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._=+-]*(/[A-Za-z0-9_][A-Za-z0-9._=+-]*)*")) {
      throw new IllegalArgumentException(
          "run(\"" + name + "\"): a name is letters, digits, and . _ - = +, in folders by /");
    }
  }

  /** The run's name: its directory below the directory of runs. */
  public String name() {
    return name;
  }

  /** The run's directory. */
  public Path directory() {
    return session.runs().resolve(name);
  }

  /**
   * Brings the run to a step: begins, goes on from the newest valid checkpoint, or does nothing if
   * it is there. Says which. In a session that only describes, it does nothing.
   *
   * @throws UncheckedIOException if the run's directory or the text cannot be read or written
   */
  public Outcome train(long steps) {
    if (session.describing().isPresent()) {
      return Outcome.ALREADY_DONE;
    }
    session.warn();
    return train(Goal.of(session.steps().orElse(steps)), start);
  }

  Outcome train(Goal goal, StartPoint from) {
    StopRequest stop = new StopRequest();
    Trainer trainer = new Trainer(directory(), settings, from, stop, session.listener());
    return read(directory -> session.host().train(this, stop, () -> trainer.train(goal)));
  }

  /**
   * Trains in a process of its own, which goes on when this one ends, and returns at once. Where
   * the run is trained by another process already, nothing happens.
   *
   * @throws IllegalArgumentException if the run cannot be described to another process
   * @throws IllegalStateException if that process ends before it trains; with its last words
   */
  public void start(long steps) {
    if (session.describing().isEmpty() && holder().isEmpty()) {
      WorkOrder order = order(Goal.of(session.steps().orElse(steps)), start, 0);
      wrapping(() -> Worker.start(order, directory()));
    }
  }

  /** What another process is to train; refused where that cannot be told to it. */
  WorkOrder order(Goal goal, StartPoint from, int threads) {
    return WorkOrder.of(session.runs(), name, settings, from, goal, threads);
  }

  /**
   * Asks the process that trains the run to save and leave; {@link #await} waits until it has.
   *
   * @return whether one trains it
   */
  public boolean stop() {
    Optional<Holder> holder = holder();
    holder.ifPresent(process -> wrapping(process::stop));
    return holder.isPresent();
  }

  /**
   * Waits until no other process trains the run.
   *
   * @return how far it is
   * @throws IllegalStateException if that process failed or was killed; with the reason
   */
  public Checkpoint await() {
    session.host().await(this);
    read(Worker::failure)
        .ifPresent(
            failure -> {
              throw new IllegalStateException(
                  "the run %s: %s; train(...) goes on from its newest checkpoint"
                      .formatted(name, failure));
            });
    return latest();
  }

  /** Shows how the run goes, wherever it is trained. */
  public void watch() {
    session.host().watch(this);
  }

  /** The process that trains the run now. */
  public Optional<Holder> holder() {
    return read(RunDirectory::holder);
  }

  /** The run's checkpoints; prints as a table. */
  public CheckpointTable checkpoints() {
    return read(CheckpointTable::of);
  }

  /** What the run does, how far it is and how fast it goes; prints as a few lines. */
  public StatusTable status() {
    return read(directory -> StatusTable.of(directory, name));
  }

  /**
   * The run's settings by their paths; prints as a table. {@code a.settings().diff("a",
   * b.settings(), "b")} is what differs between two runs.
   */
  public ConfigTable settings() {
    return ConfigTable.of(settings.byPath());
  }

  /** The run at one glance, as a notebook shows it while it trains: bar, evaluations, curves. */
  public RunPicture picture() {
    return read(directory -> RunPicture.of(directory, name));
  }

  /** The run's losses over its steps; prints as a chart. */
  public Curves curves() {
    return read(directory -> Curves.of(directory, name));
  }

  /**
   * The best checkpoint.
   *
   * @throws IllegalStateException if there is none
   */
  public Checkpoint best() {
    return one("best", read(directory -> directory.best()));
  }

  /**
   * The newest checkpoint.
   *
   * @throws IllegalStateException if there is none
   */
  public Checkpoint latest() {
    return one("latest", read(directory -> directory.latest()));
  }

  /**
   * The checkpoint of a step.
   *
   * @throws IllegalStateException if there is none
   */
  public Checkpoint at(long step) {
    return one("checkpoint-" + step, read(directory -> directory.checkpoint(step)));
  }

  /**
   * Pins the newest checkpoint, so that no rule deletes it: {@code pin("before-lr-change")}. Where
   * one has this label already, that one stays pinned and nothing happens, so that a script can be
   * run again.
   *
   * @param label what it is to be remembered as, one line
   * @throws IllegalStateException if there is no checkpoint
   */
  public void pin(String label) {
    if (read(directory -> directory.pinned(label)).isEmpty()) {
      change(store -> store.pin(latest(), label));
    }
  }

  /**
   * Pins the checkpoint of a step.
   *
   * @throws IllegalStateException if there is none
   * @throws IllegalArgumentException if another one has the label
   */
  public void pin(long step, String label) {
    change(store -> store.pin(at(step), label));
  }

  /**
   * Lets the rules decide again about the checkpoint with this label.
   *
   * @throws IllegalStateException if there is none
   */
  public void unpin(String label) {
    change(store -> store.unpin(one(label, read(directory -> directory.pinned(label)))));
  }

  /** Lets the rules decide again about the checkpoint of a step. */
  public void unpin(long step) {
    change(store -> store.unpin(at(step)));
  }

  /** The prompt and what the run's model writes after it: the latest, or the best if restored. */
  public String generate(String prompt) {
    return generate(prompt, Generation.DEFAULT);
  }

  /** Like {@link #generate(String)}, with settings. */
  public String generate(String prompt, Generation how) {
    if (session.describing().isPresent()) {
      return prompt;
    }
    return written(List.of(prompt), how).samples().get(0).text();
  }

  /** What the run's model writes after each prompt, side by side. */
  public TextSamples samples(String... prompts) {
    return session.describing().isPresent()
        ? TextSamples.of(List.of())
        : written(List.of(prompts), Generation.DEFAULT);
  }

  private TextSamples written(List<String> prompts, Generation how) {
    Checkpoint checkpoint = shown();
    try (TrainedModel model = TrainedModel.load(checkpoint, settings.device())) {
      return TextSamples.of(
          prompts.stream()
              .map(prompt -> sample(checkpoint, prompt, model.generate(prompt, how)))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TextSamples.Sample sample(Checkpoint checkpoint, String prompt, String text) {
    boolean kept = text.startsWith(prompt);
    return new TextSamples.Sample(
        name + "/" + checkpoint.name(),
        kept ? prompt : "",
        kept ? text.substring(prompt.length()) : text);
  }

  /** How the run's vocabulary splits a text into tokens. */
  public TokenStrip tokens(String text) {
    try (CheckpointReader reader = shown().open()) {
      Tokenizer tokenizer = Tokenizer.fromJson(reader.text("tokenizer.json"));
      return TokenStrip.of(
          Arrays.stream(tokenizer.encode(text))
              .mapToObj(id -> new TokenStrip.Token(id, tokenizer.decode(new int[] {id})))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Checkpoint shown() {
    return settings.checkpoints().restoreBestAtEnd() ? best() : latest();
  }

  /** A new run with the same settings that starts from this one's newest checkpoint. */
  public Run fork(String newName) {
    return fork(newName, RunSpec.from(settings));
  }

  /** A new run that starts from this one's newest checkpoint, with settings changed by a block. */
  public Run fork(String newName, Consumer<? super RunSpec> changes) {
    RunSpec changed = RunSpec.from(settings);
    changes.accept(changed);
    return fork(newName, changed);
  }

  /**
   * A new run that starts from a checkpoint of this one, with settings changed by a block: {@code
   * run.fork("lower-lr", run.at(400), r -> ...)}. Once it has checkpoints of its own, it goes on
   * from the newest of these.
   */
  public Run fork(String newName, Checkpoint from, Consumer<? super RunSpec> changes) {
    RunSpec changed = RunSpec.from(settings);
    changes.accept(changed);
    return fork(newName, changed, () -> from);
  }

  Run fork(String newName, RunSpec described) {
    return fork(newName, described, this::latest);
  }

  // A backup belongs to one run, so a fork does not inherit it.
  private Run fork(String newName, RunSpec described, Supplier<Checkpoint> from) {
    Optional<Path> inherited = settings.checkpoints().store().backup();
    if (inherited.equals(described.build().checkpoints().store().backup())) {
      described.checkpoints(CheckpointsSpec::noBackup);
    }
    StartPoint here =
        session.describing().isPresent()
            ? new StartPoint.Newest()
            : new StartPoint.Fork(from.get().path());
    return of(session, newName, described, here);
  }

  private Checkpoint one(String which, Optional<Checkpoint> found) {
    return found.orElseThrow(
        () ->
            new IllegalStateException(
                "the run " + name + " has no " + which + " checkpoint in " + directory()));
  }

  private <T> T read(Reading<T> reading) {
    try {
      return reading.from(RunDirectory.at(directory()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void change(Change change) {
    StoreSettings rules = settings.checkpoints().store().keepingTrash();
    try (CheckpointStore store = CheckpointStore.open(directory(), rules, event -> {})) {
      change.in(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void wrapping(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  @FunctionalInterface
  private interface Change {
    void in(CheckpointStore store) throws IOException;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(RunDirectory directory) throws IOException;
  }
}
