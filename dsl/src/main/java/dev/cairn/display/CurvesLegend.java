package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Says which line is what, from left to right, above the curves. */
final class CurvesLegend {

  private static final double FIRST = 18;
  private static final double SECOND = 35;
  private static final double SIZE = 12;
  private static final double SMALL = 11;
  private static final double BELOW = 316;
  private static final double GAP = 18;
  private static final double SWATCH = 16;
  private static final double END = 706;

  /** Before the title of the axis of losses. */
  private static final double END_OF_SECOND = 520;

  /** How wide a character is, of those that names are made of; a label may be a little longer. */
  private static final double CHARACTER = SIZE * 0.58;

  private final List<RunCurves> runs;
  private final IntFunction<Paint> training;
  private final IntFunction<Paint> evaluation;
  private final List<Shape> shapes = new ArrayList<>();
  private double x;
  private double y = FIRST;

  CurvesLegend(List<RunCurves> runs, IntFunction<Paint> training, IntFunction<Paint> evaluation) {
    this.runs = runs;
    this.training = training;
    this.evaluation = evaluation;
  }

  List<Shape> shapes(double left) {
    x = left;
    if (runs.size() == 1) {
      ofOneRun(runs.get(0));
    } else {
      ofSeveral(left);
    }
    return shapes;
  }

  private void ofOneRun(RunCurves run) {
    if (!run.training().isEmpty()) {
      line(training.apply(0), 2, 1, run.trend().isEmpty() ? "training" : "training, smoothed");
    }
    if (!run.evaluation().isEmpty()) {
      line(evaluation.apply(0), 2, 1, "evaluation");
    }
    if (!run.checkpoints().isEmpty()) {
      shapes.add(
          new Shape.Polygon(
              Figures.pointer(new Point(x + SWATCH / 2, y - 8)), Paint.TEXT, 0.65, ""));
      label("checkpoint");
    }
    if (run.checkpoints().stream().anyMatch(checkpoint -> checkpoint.best())) {
      shapes.add(
          new Shape.Polygon(
              Figures.star(new Point(x + SWATCH / 2, y - 4), 7), evaluation.apply(0), 1, ""));
      label("best");
    }
  }

  private void ofSeveral(double left) {
    int named = 0;
    while (named < runs.size() && hasRoom(left, runs.get(named).shortName())) {
      line(training.apply(named), 2, 1, runs.get(named).shortName());
      named++;
    }
    shapes.add(
        new Shape.Label(
            new Point(left, BELOW),
            Shape.Anchor.START,
            "thick: evaluation, thin: training",
            Paint.TEXT,
            SMALL,
            0.65));
    if (named < runs.size()) {
      label("+ %d more".formatted(runs.size() - named));
    }
  }

  /** Whether a name fits, on the second line if not on the first. */
  private boolean hasRoom(double left, String name) {
    double more = width("+ 99 more");
    if (y == FIRST && x + width(name) > END - more) {
      x = left;
      y = SECOND;
    }
    return x + width(name) <= (y == FIRST ? END : END_OF_SECOND) - more;
  }

  private void line(Paint paint, double width, double opacity, String text) {
    List<Point> ends = List.of(new Point(x, y - 4), new Point(x + SWATCH, y - 4));
    shapes.add(new Shape.Line(ends, paint, width, opacity, false));
    label(text);
  }

  private void label(String text) {
    shapes.add(
        new Shape.Label(
            new Point(x + SWATCH + 6, y), Shape.Anchor.START, text, Paint.TEXT, SIZE, 0.85));
    x += width(text);
  }

  private static double width(String text) {
    return SWATCH + 6 + text.length() * CHARACTER + GAP;
  }
}
