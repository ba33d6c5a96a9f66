package dev.cairn.display;

import dev.cairn.compare.Change;
import dev.cairn.compare.Place;
import dev.cairn.compare.WeightChanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The relative change of each layer and kind of weight: a row for a kind, a column for a layer, the
 * more the darker. Shades grow with the square root, so that small changes are told from none.
 */
final class WeightMap {

  private static final String TITLE = "relative change by layer";
  private static final String UNICODE = " ░▒▓█";
  private static final String ASCII = " .:+#";
  private static final int BESIDE_CELLS = 12;
  private static final int ROOM = 560;
  private static final int WIDEST = 26;
  private static final int ROW = 17;
  private static final int HEAD = 20;
  private static final int FOOT = 20;
  private static final int NUMBER = 60;
  private static final double TEXT_SIZE = 11;
  private static final double LETTER = 6.3;
  private static final double FAINT = 0.65;
  private static final double FAINTEST = 0.06;

  /** For each kind the changes by layer; one that stands outside has one, in the first place. */
  private final Map<String, Map<Integer, Change>> rows;

  private final List<Integer> layers;
  private final double most;

  private WeightMap(Map<String, Map<Integer, Change>> rows, List<Integer> layers) {
    this.rows = rows;
    this.layers = layers;
    this.most =
        rows.values().stream()
            .flatMap(row -> row.values().stream())
            .mapToDouble(Change::relative)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
  }

  /** The map of what changed; empty if nothing did, or no weight stands in a layer. */
  static Optional<WeightMap> of(WeightChanges changes) {
    if (changes.total().squaredChange() == 0) {
      return Optional.empty();
    }
    Map<Place, Change> places = changes.places();
    TreeSet<Integer> layers = new TreeSet<>();
    places.keySet().forEach(place -> place.layer().ifPresent(layers::add));
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Map<Integer, Change>> rows = new LinkedHashMap<>();
    places.forEach(
        (place, change) ->
            rows.computeIfAbsent(place.kind(), kind -> new TreeMap<>())
                .put(place.layer().orElse(layers.first()), change));
    return Optional.of(new WeightMap(rows, List.copyOf(layers)));
  }

  /** Lines of shaded cells, where need be of several layers each, and a kind's own change. */
  String text(Terminal terminal) {
    String shades = terminal.unicode() ? UNICODE : ASCII;
    int names = longestName();
    int room = Math.max(1, terminal.width() - names - BESIDE_CELLS);
    int columns = Math.min(layers.size(), room);
    int width = 2 * columns <= room ? 2 : 1;
    StringBuilder text = new StringBuilder(Ink.BOLD.paint(TITLE, terminal)).append('\n');
    rows.forEach(
        (kind, row) -> {
          StringBuilder line = new StringBuilder(padded(kind, names)).append("  ");
          for (int column = 0; column < columns; column++) {
            line.append(String.valueOf(shade(row, column, columns, shades)).repeat(width));
          }
          line.append("  ").append(WeightDiff.relative(sum(row)));
          text.append(Ink.PLAIN.paint(line.toString(), terminal)).append('\n');
        });
    String ends = ends(width * columns);
    String legend = "%s  %s".formatted(" ".repeat(names), ends).stripTrailing();
    text.append(Ink.DIM.paint(legend, terminal)).append('\n');
    return text.append(Ink.DIM.paint(scale(shades), terminal)).append('\n').toString();
  }

  private String scale(String shades) {
    return "\"%s\" is 0, \"%s\" is %s"
        .formatted(
            shades.charAt(0),
            shades.charAt(shades.length() - 1),
            most == 0 ? "from 0" : Units.metric(most));
  }

  /** The first and the last layer, below their cells. */
  private String ends(int width) {
    String first = layers.get(0).toString();
    String last = layers.get(layers.size() - 1).toString();
    int gap = width - first.length() - last.length();
    return layers.size() == 1 ? first : first + " ".repeat(Math.max(1, gap)) + last;
  }

  private char shade(Map<Integer, Change> row, int column, int columns, String shades) {
    int from = column * layers.size() / columns;
    int to = (column + 1) * layers.size() / columns;
    Change change = Change.NONE;
    for (int layer : layers.subList(from, to)) {
      change = change.plus(row.getOrDefault(layer, Change.NONE));
    }
    return shades.charAt((int) Math.ceil(strength(change) * (shades.length() - 1)));
  }

  /** From 0 to 1; what was 0 before moved as far as can be. */
  private double strength(Change change) {
    if (change.relative() > most) {
      return 1;
    }
    return most == 0 ? 0 : Math.sqrt(change.relative() / most);
  }

  private int longestName() {
    return rows.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String name, int width) {
    return name + " ".repeat(width - name.length());
  }

  private static Change sum(Map<Integer, Change> row) {
    return row.values().stream().reduce(Change.NONE, Change::plus);
  }

  /** The map as a drawing; a pointer that rests on a cell is shown its figures. */
  Drawing drawing() {
    double left = longestName() * LETTER + 8;
    double cell = Math.min(WIDEST, (double) ROOM / layers.size());
    double right = left + cell * layers.size();
    List<Shape> shapes = new ArrayList<>();
    shapes.add(label(0, HEAD - 7, Shape.Anchor.START, TITLE, FAINT));
    int y = HEAD;
    for (Map.Entry<String, Map<Integer, Change>> row : rows.entrySet()) {
      shapes.add(label(left - 8, y + ROW - 5, Shape.Anchor.END, row.getKey(), 1));
      cells(row.getKey(), row.getValue(), left, y, cell, shapes);
      shapes.add(
          label(
              right + 6,
              y + ROW - 5,
              Shape.Anchor.START,
              WeightDiff.relative(sum(row.getValue())),
              1));
      y += ROW;
    }
    layerLabels(left, y + 13, cell, shapes);
    return new Drawing((int) Math.ceil(right) + NUMBER, y + FOOT, TITLE, shapes);
  }

  private void cells(
      String kind, Map<Integer, Change> row, double x, int y, double cell, List<Shape> shapes) {
    row.forEach(
        (layer, change) -> {
          double from = x + layers.indexOf(layer) * cell;
          List<Point> corners =
              List.of(
                  new Point(from, y),
                  new Point(from + cell - 1, y),
                  new Point(from + cell - 1, y + ROW - 1),
                  new Point(from, y + ROW - 1));
          boolean outside = row.size() == 1 && layers.size() > 1;
          shapes.add(
              new Shape.Polygon(
                  corners,
                  Paint.BLUE,
                  Math.max(FAINTEST, strength(change)),
                  title(outside ? kind : kind + ", layer " + layer, change)));
        });
  }

  private static String title(String what, Change change) {
    return "%s: relative %s, norm %s, largest %s"
        .formatted(
            what,
            WeightDiff.relative(change),
            Units.metric(change.norm()),
            Units.metric(change.largest()));
  }

  private void layerLabels(double x, int y, double cell, List<Shape> shapes) {
    int stride = Math.max(1, (int) Math.ceil(WIDEST / cell));
    for (int i = 0; i < layers.size(); i += stride) {
      String layer = layers.get(i).toString();
      shapes.add(label(x + (i + 0.5) * cell, y, Shape.Anchor.MIDDLE, layer, FAINT));
    }
  }

  private static Shape label(double x, double y, Shape.Anchor anchor, String text, double opacity) {
    return new Shape.Label(new Point(x, y), anchor, text, Paint.TEXT, TEXT_SIZE, opacity);
  }
}
