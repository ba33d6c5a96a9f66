package dev.cairn.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Curves in a terminal: in dots of Braille, eight to a character, or in ASCII. */
final class CurvesText {

  private static final int WIDEST = 100;
  private static final int NARROWEST = 20;
  private static final int ROWS = 15;
  private static final int LABELS = 8;
  private static final int TICKS_UP = 5;
  private static final int TICK_ROOM = 12;

  private final List<RunCurves> runs;
  private final Plot plot;
  private final Terminal terminal;
  private final int columns;
  private final DotGrid grid;

  CurvesText(List<RunCurves> runs, boolean logarithmic, Terminal terminal) {
    this.runs = runs;
    this.plot = Plot.of(runs, logarithmic);
    this.terminal = terminal;
    this.columns = Math.max(NARROWEST, Math.min(terminal.width(), WIDEST) - LABELS - 1);
    this.grid = new DotGrid(columns, ROWS);
  }

  String render() {
    for (int i = 0; i < runs.size(); i++) {
      draw(runs.get(i).trainingTrend(), trainingLayer(i));
    }
    for (int i = 0; i < runs.size(); i++) {
      draw(runs.get(i).evaluation(), evaluationLayer(i));
    }
    StringBuilder text = new StringBuilder();
    text.append(" ".repeat(LABELS)).append(plot.lossTitle()).append('\n');
    String[] labels = labels();
    for (int row = 0; row < ROWS; row++) {
      text.append(" ".repeat(LABELS - 2 - labels[row].length())).append(labels[row]).append(' ');
      text.append(labels[row].isEmpty() ? side() : corner());
      text.append(grid.row(row, terminal)).append('\n');
    }
    text.append(axis()).append(marks()).append(steps()).append(legend());
    runs.stream()
        .filter(run -> run.notFinite() > 0)
        .forEach(
            run -> text.append(Ink.PLAIN.paint(CurvesHtml.notDrawn(run), terminal)).append('\n'));
    return text.toString();
  }

  private int trainingLayer(int run) {
    return runs.size() == 1 ? 0 : run;
  }

  private int evaluationLayer(int run) {
    return runs.size() == 1 ? 1 : run;
  }

  private void draw(List<Point> points, int layer) {
    List<Point> placed = points.stream().map(this::placed).toList();
    grid.polyline(placed, layer);
  }

  /** In shares of the grid, from its top left. */
  private Point placed(Point point) {
    return new Point(plot.steps().place(point.x()), 1 - plot.losses().place(point.y()));
  }

  private String[] labels() {
    String[] labels = new String[ROWS];
    Arrays.fill(labels, "");
    for (double tick : plot.losses().ticks(TICKS_UP)) {
      int row = (int) Math.round((1 - plot.losses().place(tick)) * (ROWS - 1));
      labels[row] = Axis.label(tick);
    }
    return labels;
  }

  private String side() {
    return terminal.unicode() ? "│" : "|";
  }

  private String corner() {
    return terminal.unicode() ? "┤" : "+";
  }

  private String axis() {
    return " ".repeat(LABELS - 1)
        + (terminal.unicode() ? "└" : "+")
        + (terminal.unicode() ? "─" : "-").repeat(columns)
        + "\n";
  }

  /** A line with a mark for each checkpoint of the first run, the best's being a star. */
  private String marks() {
    char[] marks = " ".repeat(columns).toCharArray();
    if (runs.size() == 1) {
      runs.get(0)
          .checkpoints()
          .forEach(
              checkpoint -> {
                int place = column((double) checkpoint.step());
                if (checkpoint.best()) {
                  marks[place] = star();
                } else if (marks[place] != star()) {
                  marks[place] = terminal.unicode() ? '▲' : '^';
                }
              });
    }
    String line = new String(marks).stripTrailing();
    return line.isEmpty() ? "" : " ".repeat(LABELS) + line + "\n";
  }

  private char star() {
    return terminal.unicode() ? '★' : '*';
  }

  private int column(double step) {
    return (int) Math.round(plot.steps().place(step) * (columns - 1));
  }

  private String steps() {
    StringBuilder line = new StringBuilder();
    for (double tick : plot.steps().ticks(Math.max(2, columns / TICK_ROOM))) {
      String label = Axis.label(tick);
      int at = Math.min(column(tick) - label.length() / 2, columns - label.length());
      int begin = LABELS + Math.max(0, at);
      if (begin > line.length()) {
        line.append(" ".repeat(begin - line.length())).append(label);
      }
    }
    return line + "\n";
  }

  private String legend() {
    List<String> entries = new ArrayList<>();
    if (runs.size() == 1) {
      RunCurves run = runs.get(0);
      entries.add(
          grid.sample(0, terminal) + (run.trend().isEmpty() ? " training" : " training, smoothed"));
      if (!run.evaluation().isEmpty()) {
        entries.add(grid.sample(1, terminal) + " evaluation");
      }
      if (!run.checkpoints().isEmpty()) {
        entries.add((terminal.unicode() ? "▲" : "^") + " checkpoint");
      }
      if (run.checkpoints().stream().anyMatch(checkpoint -> checkpoint.best())) {
        entries.add(star() + " best");
      }
    } else {
      for (int i = 0; i < runs.size(); i++) {
        entries.add(grid.sample(i, terminal) + " " + Ink.PLAIN.paint(runs.get(i).name(), terminal));
      }
    }
    return " ".repeat(LABELS) + String.join("   ", entries) + "\n";
  }
}
