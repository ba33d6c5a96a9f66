package dev.cairn.cli;

import dev.cairn.store.MetricsLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What runs logged, for other programs: a row for each run and step. */
final class MetricsTable {

  private record Row(String run, MetricsLine line) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * Adds a run. What was logged at one step, such as losses of training and evaluation, is one row.
   */
  void add(String run, List<MetricsLine> lines) {
    Map<Long, MetricsLine> steps = new TreeMap<>();
    lines.forEach(line -> steps.merge(line.step(), line, MetricsTable::both));
    steps.values().forEach(line -> rows.add(new Row(run, line)));
  }

  private static MetricsLine both(MetricsLine one, MetricsLine later) {
    Map<String, Double> values = new LinkedHashMap<>(one.values());
    values.putAll(later.values());
    return new MetricsLine(one.step(), later.epoch(), later.time(), values);
  }

  /** A column for each metric, empty where it was not logged; NaN and infinity as Java has them. */
  String csv() {
    TreeSet<String> metrics = new TreeSet<>();
    rows.forEach(row -> metrics.addAll(row.line().values().keySet()));
    List<String> head = new ArrayList<>(List.of("run", "step", "epoch", "time"));
    head.addAll(metrics);
    Csv csv = new Csv();
    csv.line(head);
    for (Row row : rows) {
      MetricsLine line = row.line();
      List<String> cells =
          new ArrayList<>(
              List.of(
                  row.run(),
                  Long.toString(line.step()),
                  Double.toString(line.epoch()),
                  line.time().toString()));
      for (String metric : metrics) {
        Double value = line.values().get(metric);
        cells.add(value == null ? "" : value.toString());
      }
      csv.line(cells);
    }
    return csv.text();
  }

  /** An array of objects. */
  String json() {
    return Json.format(rows.stream().map(MetricsTable::object).toList());
  }

  private static Map<String, @Nullable Object> object(Row row) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("run", row.run());
    object.put("step", row.line().step());
    object.put("epoch", Json.number(row.line().epoch()));
    object.put("time", row.line().time().toString());
    object.put("metrics", Json.metrics(row.line().values()));
    return object;
  }
}
