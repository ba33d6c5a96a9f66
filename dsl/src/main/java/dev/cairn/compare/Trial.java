package dev.cairn.compare;

import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.HistoryEntry;
import dev.cairn.store.MetricsLine;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /** It broke off. */
    FAILED,
    /** It is where it was to be. */
    DONE
  }

  // A pause between two processes is many times as long as the way from one line to the next.
  private static final int PAUSE = 20;

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
        trained(run.metrics()),
        state == State.FAILED ? reason(run.history()) : Optional.empty());
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
        .filter(one -> isIn(metric, one.metrics()))
        .reduce((one, next) -> metric.prefers(next.metrics(), one.metrics()) ? next : one);
  }

  private static boolean isIn(BestBy metric, Map<String, Double> metrics) {
    return metrics.containsKey(metric.metric()) || metrics.containsKey("eval_" + metric.metric());
  }

  private static Optional<String> reason(List<HistoryEntry> history) {
    return history.stream()
        .filter(entry -> entry.kind().equals("failed"))
        .reduce((older, newer) -> newer)
        .map(entry -> String.valueOf(entry.details().get("reason")));
  }

  /** The time from line to line; where it stood still, the usual one. */
  private static Duration trained(List<MetricsLine> lines) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      long gap = Duration.between(lines.get(i - 1).time(), lines.get(i).time()).toMillis();
      gaps.add(Math.max(0, gap));
    }
    List<Long> sorted = gaps.stream().sorted().toList();
    long usual = sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    return Duration.ofMillis(
        gaps.stream().mapToLong(gap -> gap > PAUSE * (usual + 1) ? usual : gap).sum());
  }
}
