package dev.cairn;

import dev.cairn.train.Outcome;
import dev.cairn.train.StopRequest;
import java.io.IOException;

/**
 * Where a session's runs train and are watched: a process that signals stop, or a notebook with a
 * stop button and a live display.
 */
public interface Host {

  /**
   * Trains, on the calling thread.
   *
   * @param stop to be requested when the user wants training to save and leave
   * @param training does it; it fails with {@link dev.cairn.store.RunInUseException} while another
   *     process trains the run
   */
  Outcome train(Run run, StopRequest stop, Training training) throws IOException;

  /**
   * Waits for what other processes train.
   *
   * @param stop to be requested when the user wants them to save and leave
   * @param waiting does it
   */
  Outcome together(StopRequest stop, Training waiting) throws IOException;

  /** Shows how a run goes; a host with a live display goes on showing it after this returns. */
  void watch(Run run);

  /** Waits until no process trains the run, and shows how it goes meanwhile. */
  void await(Run run);

  /** One training. */
  @FunctionalInterface
  interface Training {
    /** Trains until the target is reached or the stop is requested. */
    Outcome run() throws IOException;
  }
}
