package dev.cairn.store;

import java.time.Instant;

/**
 * Who trains in a run directory, and how far it is.
 *
 * @param pid the process
 * @param host the host it runs on
 * @param state what it does
 * @param step optimizer steps done
 * @param heartbeat when this was written
 */
public record RunStatus(long pid, String host, State state, long step, Instant heartbeat) {

  /** What a run does. */
  public enum State {
    RUNNING,
    EVALUATING,
    SAVING,
    FINISHED,
    INTERRUPTED,
    FAILED
  }

  /** The status of this process, now. */
  public static RunStatus of(State state, long step) {
    Holder holder = Holder.current();
    return new RunStatus(holder.pid(), holder.host(), state, step, Instant.now());
  }
}
