package dev.cairn.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who trains in a run directory, and how far it is.
 *
 * @param pid the process
 * @param host the host it runs on
 * @param state what it does
 * @param step optimizer steps done
 * @param heartbeat when this was written
 * @param pace where it goes and how fast; empty if whoever trains does not say
 */
public record RunStatus(
    long pid, String host, State state, long step, Instant heartbeat, Optional<Pace> pace) {

  // A heartbeat may lie so far behind before its process counts as gone: a save of a large model to
  // a slow disk holds it up, and so does a machine that was asleep.
  private static final Duration SILENCE = Duration.ofMinutes(10);

  /** What a run does. */
  public enum State {
    RUNNING,
    EVALUATING,
    SAVING,
    FINISHED,
    /** At a step where its experiment decides whether it goes on. */
    PAUSED,
    INTERRUPTED,
    FAILED;

    /** Whether nothing more is to come. */
    public boolean ended() {
      return this == FINISHED || this == PAUSED || this == INTERRUPTED || this == FAILED;
    }
  }

  /**
   * Where a run goes and how fast.
   *
   * @param target the step to reach
   * @param firstStep the steps that were done when this process began
   * @param began when this process took its first step
   * @param stepsPerSecond of training alone, over about the last ten seconds; 0 if not known yet
   * @param tokensPerStep the tokens that one step learns from
   * @param memoryBytes what the process occupies of the memory; 0 if the system does not say
   */
  public record Pace(
      long target,
      long firstStep,
      Instant began,
      double stepsPerSecond,
      long tokensPerStep,
      long memoryBytes) {}

  public RunStatus {
    pace = pace == null ? Optional.empty() : pace;
  }

  /** A status without a pace. */
  public RunStatus(long pid, String host, State state, long step, Instant heartbeat) {
    this(pid, host, state, step, heartbeat, Optional.empty());
  }

  /** The status of this process, now. */
  public static RunStatus of(State state, long step) {
    Holder holder = Holder.current();
    return new RunStatus(holder.pid(), holder.host(), state, step, Instant.now());
  }

  /** The same with a pace. */
  public RunStatus at(Pace pace) {
    return new RunStatus(pid, host, state, step, heartbeat, Optional.of(pace));
  }

  /**
   * Whether its process went away without a word: on this host there is no such process, or on any
   * there was no heartbeat for ten minutes.
   */
  public boolean dead(Instant now) {
    if (state.ended()) {
      return false;
    }
    boolean silent = Duration.between(heartbeat, now).compareTo(SILENCE) > 0;
    boolean here = Holder.current().host().equals(host);
    return silent || (here && ProcessHandle.of(pid).isEmpty());
  }
}
