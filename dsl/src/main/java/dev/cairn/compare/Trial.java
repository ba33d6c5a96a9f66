package dev.cairn.compare;

import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.HistoryEntry;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How one run of an experiment went.
 *
 * @param run its folder in the experiment's
 * @param state what it does
 * @param step how far it is
 * @param score the metric at its best checkpoint; empty if it has none
 * @param best the step of its best checkpoint
 * @param trained how long it has trained, without the pauses between processes
 * @param reason why it failed
 */
public record Trial(
    String run,
    State state,
    long step,
    OptionalDouble score,
    OptionalLong best,
    Duration trained,
    Optional<String> reason) {

  /** What a run of an experiment does. */
  public enum State {
    /** It has not begun. */
    WAITING,
    /** A process trains it. */
    RUNNING,
    /** It was interrupted or killed; the experiment, run again, goes on with it. */
    STOPPED,
    /** Others were better at a rung, so it stays where it is. */
    HALTED,
    /** It broke off. */
    FAILED,
    /** It is where it was to be. */
    DONE
  }

  static Trial of(String name, RunDirectory run, long target, BestBy metric) throws IOException {
    Optional<RunStatus> status = run.status();
    List<Checkpoint> checkpoints = run.checkpoints();
    long step =
        Math.max(
            status.map(RunStatus::step).orElse(0L),
            checkpoints.stream().mapToLong(Checkpoint::step).max().orElse(0));
    State state = state(status, run.latest().map(Checkpoint::step).orElse(0L) >= target);
    Optional<Checkpoint> best = best(checkpoints, metric);
    return new Trial(
        name,
        state,
        step,
        best.map(one -> OptionalDouble.of(metric.value(one.metrics())))
            .orElse(OptionalDouble.empty()),
        best.map(one -> OptionalLong.of(one.step())).orElse(OptionalLong.empty()),
        TrainingTime.of(run.metrics()),
        state == State.FAILED ? reason(run.history()) : Optional.empty());
  }

  /** The same run, left behind at a rung if it does not train. */
  Trial halted() {
    return state == State.STOPPED
        ? new Trial(run, State.HALTED, step, score, best, trained, reason)
        : this;
  }

  private static State state(Optional<RunStatus> status, boolean reached) {
    if (reached) {
      return State.DONE;
    }
    if (status.isEmpty()) {
      return State.WAITING;
    }
    if (status.get().state() == RunStatus.State.FAILED) {
      return State.FAILED;
    }
    return status.get().state().ended() || status.get().dead(Instant.now())
        ? State.STOPPED
        : State.RUNNING;
  }

  private static Optional<Checkpoint> best(List<Checkpoint> checkpoints, BestBy metric) {
    return checkpoints.stream()
        .filter(Checkpoint::valid)
        .filter(one -> metric.isIn(one.metrics()))
        .reduce((one, next) -> metric.prefers(next.metrics(), one.metrics()) ? next : one);
  }

  private static Optional<String> reason(List<HistoryEntry> history) {
    return history.stream()
        .filter(entry -> entry.kind().equals("failed"))
        .reduce((older, newer) -> newer)
        .map(entry -> String.valueOf(entry.details().get("reason")));
  }
}
