package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Curves as HTML: the drawing, and below it the numbers for readers that drop drawings. */
final class CurvesHtml {

  private CurvesHtml() {}

  static String chart(List<RunCurves> runs, boolean logarithmic) {
    Html html = new Html().fragment(new CurvesDrawing(runs, logarithmic).drawing().svg());
    for (RunCurves run : runs) {
      if (run.notFinite() > 0) {
        html.element("div", notDrawn(run), "style", "color:" + Paint.RED.css());
      }
    }
    return html.end();
  }

  static String notDrawn(RunCurves run) {
    return "%s: %s could not be drawn: NaN or infinite"
        .formatted(run.name(), run.notFinite() == 1 ? "1 value" : run.notFinite() + " values");
  }

  static String numbers(List<RunCurves> runs) {
    List<HtmlTable.Column> columns =
        List.of(
            HtmlTable.Column.text("run"),
            HtmlTable.Column.number("step"),
            HtmlTable.Column.number("training loss"),
            HtmlTable.Column.number("evaluation loss"),
            HtmlTable.Column.number("best"),
            HtmlTable.Column.text("best checkpoint"));
    HtmlTable table = new HtmlTable(columns);
    for (int i = 0; i < runs.size(); i++) {
      table.row(row(runs.get(i)), CurvesDrawing.paint(i));
    }
    return table.html();
  }

  private static List<String> row(RunCurves run) {
    Optional<Point> training = last(run.trainingTrend());
    Optional<Point> evaluation = last(run.evaluation());
    return List.of(
        run.name(),
        Long.toString((long) run.points().mapToDouble(Point::x).max().orElse(0)),
        training.map(point -> Units.metric(point.y())).orElse(""),
        evaluation.map(point -> Units.metric(point.y())).orElse(""),
        run.evaluation().stream().map(Point::y).min(Double::compare).map(Units::metric).orElse(""),
        run.checkpoints().stream()
            .filter(checkpoint -> checkpoint.best())
            .map(checkpoint -> checkpoint.name())
            .findFirst()
            .orElse(""));
  }

  private static Optional<Point> last(List<Point> points) {
    return points.isEmpty() ? Optional.empty() : Optional.of(points.get(points.size() - 1));
  }

  /** What the curves say near a step: {@code step 120: training 2.31, evaluation 2.40}. */
  static String valuesAt(List<RunCurves> runs, double step) {
    List<String> lines = new ArrayList<>();
    for (RunCurves run : runs) {
      List<String> values = new ArrayList<>();
      near(run.trainingTrend(), step).ifPresent(y -> values.add("training " + Units.metric(y)));
      near(run.evaluation(), step).ifPresent(y -> values.add("evaluation " + Units.metric(y)));
      if (!values.isEmpty() && lines.size() < 4) {
        lines.add((runs.size() == 1 ? "" : run.shortName() + ": ") + String.join(", ", values));
      }
    }
    return lines.isEmpty()
        ? ""
        : "step %d\n".formatted(Math.round(step)) + String.join("\n", lines);
  }

  /** Between the two neighbours of a step; empty outside of the curve. */
  private static Optional<Double> near(List<Point> points, double step) {
    for (int i = 1; i < points.size(); i++) {
      Point before = points.get(i - 1);
      Point after = points.get(i);
      if (before.x() <= step && step <= after.x() && after.x() > before.x()) {
        double share = (step - before.x()) / (after.x() - before.x());
        return Optional.of(before.y() + share * (after.y() - before.y()));
      }
    }
    return Optional.empty();
  }
}
