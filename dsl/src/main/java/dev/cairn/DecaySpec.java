package dev.cairn;

import dev.cairn.optim.Schedule;
import java.util.OptionalLong;

/** The blocks {@code cosine { ... }} and {@code linear { ... }}: from a peak down to a floor. */
public final class DecaySpec {

  private long warmup;
  private double floor;
  private OptionalLong horizon;

  DecaySpec(Schedule base) {
    warmup = base.warmup();
    floor = base.floor();
    horizon = base.horizon();
  }

  /** Over how many steps the rate first rises from 0 to its peak. Default 0. */
  public DecaySpec warmup(long steps) {
    warmup = steps;
    return this;
  }

  /** The rate at the end. Default 0. */
  public DecaySpec floor(double rate) {
    floor = rate;
    return this;
  }

  /** The step at which the floor is reached. Default: the step that training goes to. */
  public DecaySpec horizon(long step) {
    horizon = OptionalLong.of(step);
    return this;
  }

  long warmup() {
    return warmup;
  }

  double floor() {
    return floor;
  }

  OptionalLong horizon() {
    return horizon;
  }
}
