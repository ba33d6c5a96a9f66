package dev.cairn.display;

import dev.cairn.train.TrainEvent;
import java.io.PrintStream;
import java.util.function.Consumer;

/** Training as lines of text. */
public final class TrainingLog implements Consumer<TrainEvent> {

  private final PrintStream out;

  private TrainingLog(PrintStream out) {
    this.out = out;
  }

  /** A log on standard error. */
  public static TrainingLog toStandardError() {
    return new TrainingLog(System.err);
  }

  @Override
  public void accept(TrainEvent event) {
    if (event instanceof TrainEvent.Stepped stepped && stepped.step() % 10 != 0) {
      return;
    }
    out.println(event);
  }
}
