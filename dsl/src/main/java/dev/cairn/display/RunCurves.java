package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is drawn of one run.
 *
 * @param training the loss of training
 * @param trend how it moves; empty where there are too few points for noise to hide it
 * @param evaluation the loss of evaluations
 * @param checkpoints the checkpoints by rising step
 * @param notFinite how many values could not be drawn: NaN or infinite
 */
record RunCurves(
    String name,
    List<Point> training,
    List<Point> trend,
    List<Point> evaluation,
    List<Checkpoint> checkpoints,
    long notFinite) {

  static final int MOST_POINTS = 300;
  private static final int MOST_OF_TREND = 150;
  private static final int LONGEST_NAME = 24;

  static RunCurves of(String name, Metrics metrics, List<Checkpoint> checkpoints) {
    Series training = metrics.of(Metrics.TRAINING);
    Series evaluation = metrics.of(Metrics.EVALUATION);
    return new RunCurves(
        name,
        Thinning.extremes(training, MOST_POINTS),
        training.size() < Thinning.ENOUGH_FOR_A_TREND
            ? List.of()
            : Thinning.trend(training, MOST_OF_TREND),
        Thinning.extremes(evaluation, MOST_POINTS),
        List.copyOf(checkpoints),
        Stream.of(training, evaluation)
            .flatMap(List::stream)
            .filter(point -> !point.finite())
            .count());
  }

  /** The same with fewer points in each curve, and only what the scale can show. */
  RunCurves thinned(int most, boolean positive) {
    return new RunCurves(
        name,
        thinned(training, most, positive),
        thinned(trend, most, positive),
        thinned(evaluation, most, positive),
        checkpoints,
        notFinite);
  }

  private static List<Point> thinned(List<Point> points, int most, boolean positive) {
    List<Point> shown = positive ? points.stream().filter(point -> point.y() > 0).toList() : points;
    return Thinning.extremes(shown, most);
  }

  /** The end of its name, where runs of one family differ; for legends and titles. */
  String shortName() {
    return name.length() > LONGEST_NAME ? "…" + name.substring(name.length() - LONGEST_NAME) : name;
  }

  /** The curve of training that is to be looked at: its trend, if it has one. */
  List<Point> trainingTrend() {
    return trend.isEmpty() ? training : trend;
  }

  Stream<Point> points() {
    return Stream.of(training, trend, evaluation).flatMap(List::stream);
  }
}
