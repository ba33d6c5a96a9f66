package dev.cairn;

import dev.cairn.train.Goal;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One part of the way of an experiment: some runs are brought to a step.
 *
 * @param runs in their order
 * @param goal how far each is brought
 * @param start where those begin that were not trained before in this call
 */
record Leg(List<Run> runs, Goal goal, StartPoint start) {

  /** Trains the runs of a leg. */
  interface Trainers {
    /**
     * Brings each run to the goal; one that fails stops no other.
     *
     * @param failures is told why each that failed did, by its name
     * @return interrupted, if the rest is not to be trained
     */
    Outcome train(Leg leg, Map<String, String> failures) throws IOException;
  }
}
