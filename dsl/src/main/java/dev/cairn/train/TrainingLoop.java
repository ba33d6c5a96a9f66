package dev.cairn.train;

import dev.cairn.store.BackgroundSaver;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loop: step, log, evaluate, save, until the target is reached or someone asks to stop. */
final class TrainingLoop {

  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** A save by the clock or a signal falls on any step, so it never becomes the best. */
  private static final @Nullable Map<String, Double> NO_CANDIDATE = null;

  private final TrainSettings settings;
  private final TrainState state;
  private final Evaluator evaluator;
  private final CheckpointFiles files;
  private final CheckpointStore store;
  private final BackgroundSaver saver;
  private final StopRequest stop;
  private final Consumer<? super TrainEvent> listener;
  private final Goal goal;
  private final long target;
  private final Pace pace;

  /** The metrics of the current step's evaluation; null if there was none. */
  private @Nullable Map<String, Double> evaluated;

  /** What TensorBoard reads; null until there is something to write. */
  private @Nullable EventFile events;

  private boolean eventsFailed;
  private final long begun;
  private long savedStep;
  private long savedNanos = System.nanoTime();
  private long beatNanos = System.nanoTime() - HEARTBEAT.toNanos();

  TrainingLoop(
      TrainSettings settings,
      TrainState state,
      Evaluator evaluator,
      CheckpointFiles files,
      CheckpointStore store,
      BackgroundSaver saver,
      StopRequest stop,
      Consumer<? super TrainEvent> listener,
      Goal goal) {
    this.settings = settings;
    this.state = state;
    this.evaluator = evaluator;
    this.files = files;
    this.store = store;
    this.saver = saver;
    this.stop = stop;
    this.listener = listener;
    this.goal = goal;
    this.target = goal.target();
    this.begun = state.step();
    this.savedStep = begun;
    this.pace = new Pace(state.step(), goal.pause(), state.tokensPerStep());
  }

  /** Trains, and tells how that ended. What was saved is durable then. */
  Outcome run() throws IOException {
    if (!settings.checkpoints().triggers().isEmpty()) {
      saver.prepare(files.tensors(state));
    }
    if (state.step() == 0 && evaluator.possible() && settings.evaluation().every().isPresent()) {
      evaluate();
    }
    while (!arrived() && !stop.requested()) {
      long began = System.nanoTime();
      TrainingStep.Result result = state.advance(target);
      pace.stepped(System.nanoTime() - began);
      evaluated = null;
      log(result);
      if (evaluationDue()) {
        evaluate();
      }
      if (stepSaveDue()) {
        evaluateForBest();
        save(evaluated);
      } else if (clockSaveDue()) {
        save(NO_CANDIDATE);
      }
      saver.check();
      heartbeat(RunStatus.State.RUNNING);
    }
    if (savedStep < state.step() && !settings.checkpoints().triggers().isEmpty()) {
      save(NO_CANDIDATE);
    }
    saver.finish();
    if (!arrived()) {
      return Outcome.INTERRUPTED;
    }
    return state.step() >= target ? Outcome.FINISHED : Outcome.PAUSED;
  }

  /** What there is to tell of an end. */
  TrainEvent end(Outcome outcome) {
    return switch (outcome) {
      case PAUSED -> new TrainEvent.Paused(state.step(), target);
      case INTERRUPTED -> new TrainEvent.Interrupted(state.step());
      default -> new TrainEvent.Finished(state.step(), settings.checkpoints().restoreBestAtEnd());
    };
  }

  private boolean arrived() {
    return state.step() >= goal.pause();
  }

  private void log(TrainingStep.Result result) throws IOException {
    long step = state.step();
    double rate = state.learningRate(step, target);
    listener.accept(
        new TrainEvent.Stepped(
            step,
            target,
            state.epoch(),
            result.loss(),
            rate,
            result.gradientNorm(),
            state.tokensPerStep()));
    if (step % settings.logEvery() == 0 || step == 1 || step == target) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("loss", result.loss());
      values.put("learning_rate", rate);
      values.put("grad_norm", result.gradientNorm());
      append(values);
    }
  }

  private boolean evaluationDue() {
    long step = state.step();
    boolean atInterval =
        settings.evaluation().every().isPresent()
            && step % settings.evaluation().every().getAsLong() == 0;
    return evaluator.possible() && (atInterval || goal.isRung(step));
  }

  /** A save by steps or epochs may become the best, so it is evaluated first. */
  private void evaluateForBest() throws IOException {
    if (evaluated == null && settings.checkpoints().store().bestBy().isPresent()) {
      evaluate();
    }
  }

  private void evaluate() throws IOException {
    heartbeat(RunStatus.State.EVALUATING);
    Map<String, Double> metrics = evaluator.evaluate();
    settings.checkpoints().store().bestBy().ifPresent(best -> best.value(metrics));
    evaluated = metrics;
    append(metrics);
    listener.accept(new TrainEvent.Evaluated(state.step(), metrics));
  }

  private void append(Map<String, Double> values) throws IOException {
    store.metrics().append(state.step(), state.epoch(), values);
    if (settings.tensorBoard() && !eventsFailed) {
      appendEvents(values);
    }
  }

  /** All of it is in metrics.jsonl, so that a file that cannot be written stops nothing. */
  private void appendEvents(Map<String, Double> values) {
    try {
      if (events == null) {
        long first = begun == 0 ? 0 : begun + 1;
        events = EventFile.begin(store.directory().path(), first);
      }
      events.append(state.step(), values);
    } catch (IOException e) {
      eventsFailed = true;
      listener.accept(
          new TrainEvent.Notice("no more is written for TensorBoard: " + e.getMessage()));
    }
  }

  private boolean stepSaveDue() {
    long step = state.step();
    for (SaveTrigger trigger : settings.checkpoints().triggers()) {
      if (trigger instanceof SaveTrigger.EverySteps every && step % every.steps() == 0) {
        return true;
      }
      if (trigger instanceof SaveTrigger.EveryEpoch && state.endsEpoch()) {
        return true;
      }
    }
    return goal.isRung(step) && !settings.checkpoints().triggers().isEmpty();
  }

  private boolean clockSaveDue() {
    long passed = System.nanoTime() - savedNanos;
    return settings.checkpoints().triggers().stream()
        .anyMatch(
            trigger ->
                trigger instanceof SaveTrigger.EveryDuration every
                    && passed >= every.duration().toNanos());
  }

  private void save(@Nullable Map<String, Double> metrics) throws IOException {
    heartbeat(RunStatus.State.SAVING);
    boolean last = goal.isRung(state.step()) || stop.requested();
    if (last) {
      saver.finish();
    }
    savedNanos = System.nanoTime();
    if (saver.ready(state.step())) {
      saver.save(files.content(state, target, metrics));
      savedStep = state.step();
    }
  }

  private void heartbeat(RunStatus.State what) throws IOException {
    if (System.nanoTime() - beatNanos >= HEARTBEAT.toNanos()) {
      beatNanos = System.nanoTime();
      store.status(status(what));
    }
  }

  /** What the run does, how far it is and how fast it goes. */
  RunStatus status(RunStatus.State what) {
    return RunStatus.of(what, state.step()).at(pace.now());
  }
}
