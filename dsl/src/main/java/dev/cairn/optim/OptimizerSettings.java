package dev.cairn.optim;

import java.util.OptionalDouble;

/**
 * How gradients become updates.
 *
 * @param adamW the optimizer
 * @param schedule the learning rate over the steps
 * @param clipNorm the largest global norm of the gradients; empty for no limit
 * @param accumulate how many batches make one step; their gradients are averaged
 */
public record OptimizerSettings(
    AdamWSettings adamW, Schedule schedule, OptionalDouble clipNorm, int accumulate) {

  /** AdamW with its defaults at a constant rate, gradients clipped to norm 1. */
  public static final OptimizerSettings DEFAULT =
      new OptimizerSettings(
          AdamWSettings.DEFAULT, new Schedule.Constant(0), OptionalDouble.of(1), 1);

  /** Checks the ranges. */
  public OptimizerSettings {
    if (clipNorm.isPresent() && !(clipNorm.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "optimizer: clipNorm("
              + clipNorm.getAsDouble()
              + ") must be above 0; noClipping() turns it off");
    }
    if (accumulate < 1) {
      throw new IllegalArgumentException(
          "optimizer: accumulate(" + accumulate + ") must be at least 1 batch for each step");
    }
  }
}
