package dev.cairn.store;

import java.util.Optional;
import java.util.Set;

/** Which checkpoints, by name, the run directory points out. */
record Marks(Optional<String> latest, Optional<String> best, Set<String> pinned) {

  Marks {
    pinned = Set.copyOf(pinned);
  }

  boolean isLatest(String name) {
    return latest.filter(name::equals).isPresent();
  }

  boolean isBest(String name) {
    return best.filter(name::equals).isPresent();
  }

  boolean isPinned(String name) {
    return pinned.contains(name);
  }

  boolean isAny(String name) {
    return isLatest(name) || isBest(name) || isPinned(name);
  }
}
