package dev.cairn.train;

import java.util.List;

/**
 * How far a run is to be brought. Where it pauses changes no byte of what comes after: the learning
 * rate follows the target.
 *
 * @param target the last step of the whole training, the end of a schedule without a horizon
 * @param pause the step to save and leave at for now; the target, to go all the way
 * @param rungs the steps at which it is evaluated and saved, whatever the intervals say
 */
public record Goal(long target, long pause, List<Long> rungs) {

  /** Checks the steps, and copies the list. */
  public Goal {
    if (target < 1) {
      throw new IllegalArgumentException("train(" + target + ") must be at least 1 step");
    }
    if (pause < 1 || pause > target) {
      throw new IllegalArgumentException(
          "a pause at step " + pause + " must be from 1 to " + target);
    }
    rungs = List.copyOf(rungs);
  }

  /** All the way to a step. */
  public static Goal of(long target) {
    return new Goal(target, target, List.of());
  }

  /** Whether a step is one to evaluate and save at, whatever the intervals say. */
  boolean isRung(long step) {
    return step == target || rungs.contains(step);
  }
}
