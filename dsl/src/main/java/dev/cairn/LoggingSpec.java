package dev.cairn;

/** The block {@code logging { ... }}. */
public final class LoggingSpec {

  private long every;

  LoggingSpec(long base) {
    every = base;
  }

  /** Writes a line of metrics every so many steps. Default 10. */
  public LoggingSpec every(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("logging: every(" + steps + ") must be at least 1 step");
    }
    every = steps;
    return this;
  }

  long build() {
    return every;
  }
}
