package dev.cairn.store;

import java.util.Optional;

/** Which checkpoints, by name, the run directory points out. */
record Marks(Optional<String> latest, Optional<String> best, Pins pins) {

  boolean isLatest(String name) {
    return latest.filter(name::equals).isPresent();
  }

  boolean isBest(String name) {
    return best.filter(name::equals).isPresent();
  }

  boolean isPinned(String name) {
    return pins.holds(name);
  }
}
