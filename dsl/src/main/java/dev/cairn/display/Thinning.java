package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;

/** Long curves with few points. */
final class Thinning {

  /** So many points that a trend has settled, and is worth a line of its own. */
  static final int ENOUGH_FOR_A_TREND = 30;

  private static final double SPANS_IN_A_CURVE = 40;

  private Thinning() {}

  /**
   * At most so many of the points, by rising x. The curve is cut into equal parts, of which each
   * keeps its lowest and its highest point, so that no spike is lost: the heart of M4 (Jugel,
   * Jerzak, Hackenbroich, Markl: M4: A Visualization-Oriented Time Series Data Aggregation, VLDB
   * 2014), which keeps each part's first and last too. Of the whole, the first and the last stay.
   * What is not finite is left out.
   */
  static List<Point> extremes(List<Point> points, int most) {
    List<Point> finite =
        points.size() > most && points.stream().allMatch(Point::finite)
            ? points
            : points.stream().filter(Point::finite).toList();
    if (finite.size() <= most) {
      return List.copyOf(finite);
    }
    int inner = finite.size() - 2;
    int parts = (most - 2) / 2;
    List<Point> kept = new ArrayList<>(most);
    kept.add(finite.get(0));
    for (int part = 0; part < parts; part++) {
      int from = 1 + (int) ((long) part * inner / parts);
      int to = 1 + (int) ((part + 1L) * inner / parts);
      addExtremes(finite, from, to, kept);
    }
    kept.add(finite.get(finite.size() - 1));
    return kept;
  }

  private static void addExtremes(List<Point> points, int from, int to, List<Point> kept) {
    Point low = points.get(from);
    Point high = low;
    for (int i = from + 1; i < to; i++) {
      Point point = points.get(i);
      low = point.y() < low.y() ? point : low;
      high = point.y() > high.y() ? point : high;
    }
    kept.add(low.x() <= high.x() ? low : high);
    if (low.x() != high.x()) {
      kept.add(low.x() <= high.x() ? high : low);
    }
  }

  /**
   * How noisy values move: their exponential moving average over a fortieth of the curve, with the
   * weights of a short beginning corrected (Kingma, Ba: Adam, 2015, section 3), at most so many
   * points of it.
   */
  static List<Point> trend(List<Point> points, int most) {
    double keep = Math.exp(-SPANS_IN_A_CURVE / points.size());
    double stride = Math.max(1, (points.size() - 1.0) / (most - 1));
    List<Point> trend = new ArrayList<>();
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (point.finite()) {
        sum = keep * sum + (1 - keep) * point.y();
        weight = keep * weight + (1 - keep);
        if (i >= trend.size() * stride || i == points.size() - 1) {
          trend.add(new Point(point.x(), sum / weight));
        }
      }
    }
    return trend;
  }
}
