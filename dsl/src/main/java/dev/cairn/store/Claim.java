package dev.cairn.store;

import java.io.IOException;
import java.util.Optional;

/** By what a run directory is held. */
interface Claim {

  /** Whether it still is. */
  boolean isHeld();

  /**
   * Refuses to go on if someone else took the directory meanwhile.
   *
   * @throws RunInUseException naming who
   */
  void requireUndisputed() throws IOException;

  /** The dead holder whose place was taken. */
  default Optional<Heartbeat> predecessor() {
    return Optional.empty();
  }

  /** Lets go. */
  void release() throws IOException;
}
