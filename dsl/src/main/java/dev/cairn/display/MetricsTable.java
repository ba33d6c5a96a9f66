package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The evaluations of a run, each with the training loss at its step; of a run that evaluates
 * nothing, its last logged steps.
 *
 * @param metrics the names of the metrics of evaluations
 * @param earlier how many rows are left out before the first
 */
record MetricsTable(List<String> metrics, List<Row> rows, int earlier) {

  private static final int MOST_ROWS = 12;
  private static final int MOST_METRICS = 6;

  /** A row; what was not measured is NaN. */
  record Row(long step, double training, List<Double> values, boolean best) {
    Row {
      values = List.copyOf(values);
    }
  }

  MetricsTable {
    metrics = List.copyOf(metrics);
    rows = List.copyOf(rows);
  }

  static MetricsTable of(Metrics metrics, long bestStep) {
    List<String> names = metrics.evaluations().stream().limit(MOST_METRICS).toList();
    Series steps = metrics.of(names.isEmpty() ? Metrics.TRAINING : names.get(0));
    List<Row> rows = new ArrayList<>();
    for (long step : steps.lastSteps(MOST_ROWS)) {
      rows.add(
          new Row(
              step,
              known(metrics.of(Metrics.TRAINING).upTo(step)),
              names.stream().map(name -> known(metrics.of(name).at(step))).toList(),
              step == bestStep));
    }
    return new MetricsTable(names, rows, steps.size() - rows.size());
  }

  private static double known(OptionalDouble value) {
    return value.orElse(Double.NaN);
  }

  String text(Terminal terminal) {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.number("step", 0));
    columns.add(Table.Column.number(Metrics.TRAINING, 1));
    for (int i = 0; i < metrics.size(); i++) {
      columns.add(Table.Column.number(metrics.get(i), i == 0 ? 0 : 1 + i));
    }
    columns.add(Table.Column.text("", 0));
    List<Table.Row> lines =
        rows.stream()
            .map(row -> new Table.Row(row.best() ? Ink.GREEN : Ink.PLAIN, cells(row, "* best")))
            .toList();
    return new Table(columns, lines).render(terminal);
  }

  String html() {
    List<HtmlTable.Column> columns = new ArrayList<>();
    columns.add(HtmlTable.Column.number("step"));
    columns.add(HtmlTable.Column.number(Metrics.TRAINING));
    metrics.forEach(metric -> columns.add(HtmlTable.Column.number(metric)));
    columns.add(HtmlTable.Column.text(""));
    HtmlTable table = new HtmlTable(columns);
    for (Row row : rows) {
      table.row(cells(row, "★ best"), row.best() ? "font-weight:600;" : "", "");
    }
    return table.html();
  }

  /** {@code 8 earlier rows}; empty if all are there. */
  String left() {
    return earlier == 0 ? "" : earlier == 1 ? "1 earlier row" : earlier + " earlier rows";
  }

  private static List<String> cells(Row row, String best) {
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(row.step()));
    cells.add(number(row.training()));
    row.values().forEach(value -> cells.add(number(value)));
    cells.add(row.best() ? best : "");
    return cells;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Units.metric(value);
  }
}
