package dev.cairn.optim;

import java.util.OptionalLong;

/**
 * The learning rate as a pure function of the step: a linear warm-up to the peak, then the shape. A
 * new schedule is one more record here.
 */
public sealed interface Schedule {

  /** How many steps the rate rises from 0 to the peak. */
  long warmup();

  /** The rate at the end; 0 where there is no end. */
  double floor();

  /** The step at which the shape ends; empty for the target of training. */
  OptionalLong horizon();

  /** The rate after the warm-up. {@code progress} runs from 0 at its end to 1 at the horizon. */
  double shape(double peak, double progress);

  /**
   * The learning rate of a step.
   *
   * @param peak the highest rate
   * @param step the step about to be taken, from 1
   * @param target the step that training goes to, the horizon unless one is set
   */
  default double learningRate(double peak, long step, long target) {
    if (step <= warmup()) {
      return peak * step / warmup();
    }
    long end = horizon().orElse(target);
    double progress = end <= warmup() ? 1 : (double) (step - warmup()) / (end - warmup());
    return shape(peak, Math.min(progress, 1));
  }

  /**
   * Half a cosine from the peak to the floor (Loshchilov and Hutter, 2017, equation 5, one period).
   */
  record Cosine(long warmup, double floor, OptionalLong horizon) implements Schedule {

    /** Checks the ranges. */
    public Cosine {
      check("cosine", warmup, floor, horizon);
    }

    @Override
    public double shape(double peak, double progress) {
      return floor + 0.5 * (peak - floor) * (1 + Math.cos(Math.PI * progress));
    }
  }

  /** A straight line from the peak to the floor. */
  record Linear(long warmup, double floor, OptionalLong horizon) implements Schedule {

    /** Checks the ranges. */
    public Linear {
      check("linear", warmup, floor, horizon);
    }

    @Override
    public double shape(double peak, double progress) {
      return peak + (floor - peak) * progress;
    }
  }

  /** The peak, for ever. */
  record Constant(long warmup) implements Schedule {

    /** Checks the range. */
    public Constant {
      check("constant", warmup, 0, OptionalLong.empty());
    }

    @Override
    public double floor() {
      return 0;
    }

    @Override
    public OptionalLong horizon() {
      return OptionalLong.empty();
    }

    @Override
    public double shape(double peak, double progress) {
      return peak;
    }
  }

  private static void check(String name, long warmup, double floor, OptionalLong horizon) {
    if (warmup < 0) {
      throw new IllegalArgumentException(
          name + ": warmup(" + warmup + ") must be at least 0; 0 turns it off");
    }
    if (!(floor >= 0) || Double.isInfinite(floor)) {
      throw new IllegalArgumentException(name + ": floor(" + floor + ") must be at least 0");
    }
    if (horizon.isPresent() && horizon.getAsLong() < 1) {
      throw new IllegalArgumentException(
          name + ": horizon(" + horizon.getAsLong() + ") must be at least 1 step");
    }
  }
}
