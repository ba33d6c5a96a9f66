package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A few numbers as a line that is as high as a letter. */
record Sparkline(List<Double> values) {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 120;
  private static final int HEIGHT = 22;
  private static final int EDGE = 3;
  private static final int LONGEST = 24;

  Sparkline {
    values = values.stream().filter(Double::isFinite).toList();
  }

  /**
   * Blocks of eight heights; nothing where the terminal has none or there is nothing to compare.
   */
  String text(Terminal terminal) {
    if (!terminal.unicode() || values.size() < 2) {
      return "";
    }
    List<Double> shown = sampled();
    return shown.stream()
        .map(value -> BLOCKS.charAt((int) Math.round(place(value) * (BLOCKS.length() - 1))))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  /** A curve that ends in a dot; nothing where there is nothing to compare. */
  String svg(Paint paint) {
    if (values.size() < 2) {
      return "";
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      double x = EDGE + (WIDTH - 2.0 * EDGE) * i / (values.size() - 1);
      points.add(new Point(x, HEIGHT - EDGE - place(values.get(i)) * (HEIGHT - 2 * EDGE)));
    }
    List<Point> thinned = Thinning.extremes(points, WIDTH / 2);
    return new Drawing(
            WIDTH,
            HEIGHT,
            "",
            List.of(
                new Shape.Line(thinned, paint, 1.5, 1, false),
                new Shape.Dot(points.get(points.size() - 1), 2.5, paint, "")))
        .svg();
  }

  /** Blocks for counts, from zero on. */
  static String histogram(List<Long> counts) {
    long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    return counts.stream()
        .map(
            count -> count == 0 ? ' ' : BLOCKS.charAt((int) ((BLOCKS.length() - 1) * count / most)))
        .map(String::valueOf)
        .collect(Collectors.joining());
  }

  private List<Double> sampled() {
    int count = Math.min(values.size(), LONGEST);
    return IntStream.range(0, count)
        .mapToObj(i -> values.get((int) ((long) i * (values.size() - 1) / Math.max(1, count - 1))))
        .toList();
  }

  private double place(double value) {
    double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return high > low ? (value - low) / (high - low) : 0;
  }
}
