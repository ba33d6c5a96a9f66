package dev.cairn;

/** The block {@code logging { ... }}. */
public final class LoggingSpec {

  private long every;
  private boolean tensorBoard;

  LoggingSpec(long every, boolean tensorBoard) {
    this.every = every;
    this.tensorBoard = tensorBoard;
  }

  /** Writes a line of metrics every so many steps. Default 10. */
  public LoggingSpec every(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("logging: every(" + steps + ") must be at least 1 step");
    }
    every = steps;
    return this;
  }

  /**
   * Writes metrics as TensorBoard's event files too, into the run's directory: {@code tensorboard
   * --logdir runs} shows it. Default: off.
   */
  public LoggingSpec tensorboard() {
    tensorBoard = true;
    return this;
  }

  long logEvery() {
    return every;
  }

  boolean tensorBoard() {
    return tensorBoard;
  }
}
