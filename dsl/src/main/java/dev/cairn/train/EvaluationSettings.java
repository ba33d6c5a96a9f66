package dev.cairn.train;

import java.util.OptionalLong;

/**
 * When and on what to evaluate.
 *
 * @param every the interval in steps; empty for only where the best checkpoint is chosen by it, and
 *     at the end
 * @param batches how many batches of the held-out part make the fixed sample
 * @param full whether to take all of the held-out part instead
 */
public record EvaluationSettings(OptionalLong every, int batches, boolean full) {

  /** No interval, a sample of 20 batches. */
  public static final EvaluationSettings DEFAULT =
      new EvaluationSettings(OptionalLong.empty(), 20, false);

  /** Checks the ranges. */
  public EvaluationSettings {
    if (every.isPresent() && every.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "evaluation: every(" + every.getAsLong() + ") must be at least 1 step");
    }
    if (batches < 1) {
      throw new IllegalArgumentException(
          "evaluation: batches(" + batches + ") must be at least 1; for all of them, write full()");
    }
  }
}
