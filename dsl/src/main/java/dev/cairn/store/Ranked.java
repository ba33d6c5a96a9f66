package dev.cairn.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A checkpoint as the rules see it.
 *
 * @param saved when, by the clock of that time
 * @param score higher is better; empty if it is no candidate for best
 * @param footprint what it takes on the disk; of use only where a limit asks for it
 */
record Ranked(long step, Instant saved, OptionalDouble score, Footprint footprint) {

  /** Of equal scores the older stands first: a later one has to be strictly better. */
  static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble((Ranked ranked) -> ranked.score().orElse(Double.NEGATIVE_INFINITY))
          .reversed()
          .thenComparingLong(Ranked::step);

  static Optional<Ranked> best(Collection<Ranked> candidates) {
    return candidates.stream().filter(ranked -> ranked.score().isPresent()).min(BEST_FIRST);
  }
}
