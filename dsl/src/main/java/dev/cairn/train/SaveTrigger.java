package dev.cairn.train;

import java.time.Duration;

/** When a checkpoint is due. */
public sealed interface SaveTrigger {

  /** Every so many steps. */
  record EverySteps(long steps) implements SaveTrigger {

    /** Checks the interval. */
    public EverySteps {
      if (steps < 1) {
        throw new IllegalArgumentException(
            "checkpoints: saveEvery("
                + steps
                + ") must be at least 1 step; to save nothing, write never()");
      }
    }
  }

  /** Whenever so much time has passed since the last checkpoint. */
  record EveryDuration(Duration duration) implements SaveTrigger {

    /** Checks the interval. */
    public EveryDuration {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(
            "checkpoints: saveEvery must be given a time above 0, for example"
                + " saveEvery(10, MINUTES)");
      }
    }
  }

  /** After the last step of each epoch. */
  record EveryEpoch() implements SaveTrigger {}
}
