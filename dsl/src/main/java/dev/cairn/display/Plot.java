package dev.cairn.display;

import java.util.List;
import java.util.stream.DoubleStream;

/** The axes of the curves of some runs. */
record Plot(Axis steps, Axis losses) {

  static Plot of(List<RunCurves> runs, boolean logarithmic) {
    double lastStep =
        DoubleStream.concat(
                runs.stream().flatMap(RunCurves::points).mapToDouble(Point::x),
                runs.stream()
                    .flatMap(run -> run.checkpoints().stream())
                    .mapToDouble(checkpoint -> checkpoint.step()))
            .max()
            .orElse(1);
    double low = runs.stream().flatMap(RunCurves::points).mapToDouble(Point::y).min().orElse(0);
    double high = runs.stream().flatMap(RunCurves::points).mapToDouble(Point::y).max().orElse(1);
    return new Plot(new Axis(0, Math.max(1, lastStep), false), Axis.around(low, high, logarithmic));
  }

  /** The title of the axis of losses. */
  String lossTitle() {
    return losses.logarithmic() ? "loss (nats per token, log scale)" : "loss (nats per token)";
  }
}
