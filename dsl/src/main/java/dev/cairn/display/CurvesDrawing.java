package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lays curves out on a sheet. */
final class CurvesDrawing {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final double LEFT = 46;
  private static final double RIGHT = 706;
  private static final double TOP = 44;
  private static final double BOTTOM = 270;
  private static final double SMALL = 11;
  private static final double FAINT = 0.65;
  private static final double GRID = 0.13;
  private static final int TICKS_ACROSS = 8;
  private static final int TICKS_UP = 5;
  private static final int STRIPS = 60;
  private static final int FEW_RUNS = 4;
  private static final int MOST_MARKS = 60;
  private static final int MOST_DOTS = 40;

  private final List<RunCurves> runs;
  private final Plot plot;
  private final List<Shape> shapes = new ArrayList<>();

  CurvesDrawing(List<RunCurves> runs, boolean logarithmic) {
    this.runs = runs;
    this.plot = Plot.of(runs, logarithmic);
  }

  Drawing drawing() {
    grid();
    for (int i = 0; i < runs.size(); i++) {
      curves(runs.get(i), evaluationPaint(i), paint(i));
    }
    for (int i = 0; i < runs.size(); i++) {
      best(runs.get(i), evaluationPaint(i));
    }
    checkpoints();
    shapes.addAll(new CurvesLegend(runs, CurvesDrawing::paint, this::evaluationPaint).shapes(LEFT));
    hovers();
    // Above the strips, so that a dot's own title is the one that is shown.
    for (int i = 0; i < runs.size(); i++) {
      dots(runs.get(i), evaluationPaint(i));
    }
    String names = String.join(", ", runs.stream().map(RunCurves::shortName).toList());
    return new Drawing(WIDTH, HEIGHT, "Loss of " + names + " over the steps", shapes);
  }

  /** The colour of a run; of one alone, that of its training. */
  static Paint paint(int run) {
    return Paint.CURVES.get(run % Paint.CURVES.size());
  }

  /** With one run, the two losses have two colours; with several, each run has its own. */
  private Paint evaluationPaint(int run) {
    return runs.size() == 1 ? Paint.ORANGE : paint(run);
  }

  private double x(double step) {
    return LEFT + plot.steps().place(step) * (RIGHT - LEFT);
  }

  private double y(double loss) {
    return BOTTOM - plot.losses().place(loss) * (BOTTOM - TOP);
  }

  private void grid() {
    for (double tick : plot.losses().ticks(TICKS_UP)) {
      shapes.add(line(Paint.TEXT, 1, GRID, new Point(LEFT, y(tick)), new Point(RIGHT, y(tick))));
      label(LEFT - 8, y(tick) + 4, Shape.Anchor.END, Axis.label(tick));
    }
    shapes.add(line(Paint.TEXT, 1, 0.5, new Point(LEFT, BOTTOM), new Point(RIGHT, BOTTOM)));
    for (double tick : plot.steps().ticks(TICKS_ACROSS)) {
      shapes.add(
          line(Paint.TEXT, 1, 0.5, new Point(x(tick), BOTTOM), new Point(x(tick), BOTTOM + 4)));
      label(x(tick), BOTTOM + 30, Shape.Anchor.MIDDLE, Axis.label(tick));
    }
    label(RIGHT, BOTTOM + 46, Shape.Anchor.END, "step");
    label(RIGHT, TOP - 10, Shape.Anchor.END, plot.lossTitle());
  }

  private void curves(RunCurves run, Paint evaluation, Paint training) {
    if (runs.size() == 1 && !run.trend().isEmpty()) {
      curve(run.training(), training, 1, 0.45);
    }
    boolean alone = run.evaluation().isEmpty() || runs.size() == 1;
    curve(run.trainingTrend(), training, alone ? 2 : 1.2, alone ? 1 : 0.55);
    curve(run.evaluation(), evaluation, 2, 1);
  }

  private void curve(List<Point> points, Paint paint, double width, double opacity) {
    List<Point> placed = points.stream().map(this::placed).toList();
    if (placed.size() == 1) {
      shapes.add(new Shape.Dot(placed.get(0), 2, paint, ""));
    } else if (!placed.isEmpty()) {
      shapes.add(new Shape.Line(placed, paint, width, opacity, false));
    }
  }

  private Point placed(Point point) {
    return new Point(x(point.x()), y(point.y()));
  }

  /** The points of evaluations, where they are so few that each can be pointed at. */
  private void dots(RunCurves run, Paint paint) {
    if (run.evaluation().size() > MOST_DOTS || runs.size() > 3) {
      return;
    }
    for (Point point : run.evaluation()) {
      String title =
          title(run)
              + "step %d: evaluation %s".formatted((long) point.x(), Units.metric(point.y()));
      shapes.add(new Shape.Dot(placed(point), 3, paint, title));
    }
  }

  private void best(RunCurves run, Paint paint) {
    for (Checkpoint checkpoint : run.checkpoints().stream().filter(Checkpoint::best).toList()) {
      Optional<Point> place = bestPlace(run, checkpoint);
      if (place.isPresent()) {
        Point at = place.get();
        shapes.add(new Shape.Line(List.of(at, new Point(at.x(), BOTTOM)), paint, 1, 0.6, true));
        shapes.add(
            new Shape.Polygon(Figures.star(at, 8), paint, 1, title(run) + titleOf(checkpoint)));
      }
    }
  }

  private Optional<Point> bestPlace(RunCurves run, Checkpoint checkpoint) {
    return Stream.of(run.evaluation(), run.trainingTrend())
        .flatMap(List::stream)
        .filter(point -> point.x() >= checkpoint.step())
        .findFirst()
        .map(point -> placed(new Point((double) checkpoint.step(), point.y())));
  }

  private void checkpoints() {
    for (int i = 0; i < runs.size(); i++) {
      RunCurves run = runs.get(i);
      Paint paint = runs.size() == 1 ? Paint.TEXT : paint(i);
      for (Checkpoint checkpoint : marked(run.checkpoints())) {
        Paint fill = checkpoint.valid() ? paint : Paint.RED;
        double opacity = checkpoint.best() || !checkpoint.valid() || runs.size() > 1 ? 1 : FAINT;
        shapes.add(
            new Shape.Polygon(
                Figures.pointer(new Point(x((double) checkpoint.step()), BOTTOM + 5)),
                fill,
                opacity,
                title(run) + titleOf(checkpoint)));
      }
    }
  }

  /** All of them, or where they are too many, those with marks and some of the others. */
  private List<Checkpoint> marked(List<Checkpoint> all) {
    int most = runs.size() > FEW_RUNS ? 1 : MOST_MARKS / runs.size();
    int stride = (all.size() + most - 1) / most;
    List<Checkpoint> marked = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Checkpoint checkpoint = all.get(i);
      if (i % Math.max(1, stride) == 0 || checkpoint.best() || checkpoint.latest()) {
        marked.add(checkpoint);
      }
    }
    return marked;
  }

  private static String titleOf(Checkpoint checkpoint) {
    String marks = CheckpointTable.marks(checkpoint);
    String metrics = Units.metrics(checkpoint.metrics());
    return checkpoint.name()
        + (metrics.isEmpty() ? "" : ": " + metrics)
        + (marks.isEmpty() ? "" : " (" + marks + ")");
  }

  /** Upright strips that say the values at their middle. */
  private void hovers() {
    int strips = runs.size() > FEW_RUNS ? STRIPS / 3 : STRIPS;
    double width = (RIGHT - LEFT) / strips;
    for (int i = 0; i < strips; i++) {
      double step = plot.steps().high() * (i + 0.5) / strips;
      String values = CurvesHtml.valuesAt(runs, step);
      if (!values.isEmpty()) {
        shapes.add(new Shape.Hover(new Point(LEFT + i * width, TOP), width, BOTTOM - TOP, values));
      }
    }
  }

  private String title(RunCurves run) {
    return runs.size() == 1 ? "" : run.shortName() + ", ";
  }

  private void label(double x, double y, Shape.Anchor anchor, String text) {
    shapes.add(new Shape.Label(new Point(x, y), anchor, text, Paint.TEXT, SMALL, FAINT));
  }

  private static Shape line(Paint paint, double width, double opacity, Point... points) {
    return new Shape.Line(List.of(points), paint, width, opacity, false);
  }
}
