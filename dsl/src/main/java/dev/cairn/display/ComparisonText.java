package dev.cairn.display;

import dev.cairn.compare.Entrant;
import dev.cairn.compare.GeneratedText;
import dev.cairn.compare.WordDiff;
import java.util.ArrayList;
import java.util.List;

/** A comparison for a terminal. */
final class ComparisonText {

  private static final int LEAST_RANK = 3;

  private final ComparisonReport report;
  private final Terminal terminal;
  private final StringBuilder out = new StringBuilder();

  private ComparisonText(ComparisonReport report, Terminal terminal) {
    this.report = report;
    this.terminal = terminal;
  }

  static String write(ComparisonReport report, Terminal terminal) {
    ComparisonText text = new ComparisonText(report, terminal);
    text.out.append(text.metrics().render(terminal));
    text.lines(Ink.PLAIN, report.verdicts());
    text.lines(Ink.YELLOW, report.notes());
    text.lines(Ink.RED, report.problems());
    text.settings();
    text.lines(Ink.PLAIN, report.forks(terminal.unicode()));
    text.texts();
    if (report.severalRuns()) {
      text.out.append('\n').append(report.curves().text(terminal));
    }
    return text.out.toString();
  }

  private void lines(Ink ink, List<String> lines) {
    if (!lines.isEmpty()) {
      out.append('\n');
      lines.forEach(line -> out.append(ink.paint(line, terminal)).append('\n'));
    }
  }

  private Table metrics() {
    List<String> metrics = report.comparison().metrics();
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.text("", 0));
    columns.add(Table.Column.text("checkpoint", 0));
    for (int i = 0; i < metrics.size(); i++) {
      columns.add(Table.Column.number(metrics.get(i) + "  ", i == 0 ? 0 : LEAST_RANK + i));
    }
    columns.add(Table.Column.number("size", 2));
    columns.add(Table.Column.number("trained", 1));
    List<Table.Row> rows = new ArrayList<>();
    for (Entrant entrant : report.comparison().entrants()) {
      List<String> cells = new ArrayList<>();
      cells.add(report.letter(entrant));
      cells.add(entrant.name());
      metrics.forEach(metric -> cells.add(value(entrant, metric)));
      cells.add(Units.bytes(entrant.checkpoint().bytes()));
      cells.add(ComparisonReport.trained(entrant));
      rows.add(new Table.Row(ink(entrant), cells));
    }
    return new Table(columns, rows);
  }

  /** Room for the star stands after every value, so that numbers are aligned. */
  private String value(Entrant entrant, String metric) {
    String value = report.value(entrant, metric, terminal.unicode() ? "±" : "+-", "*");
    return value.isEmpty() || value.endsWith("*") ? value : value + "  ";
  }

  private Ink ink(Entrant entrant) {
    if (entrant.problem().isPresent()) {
      return Ink.RED;
    }
    List<String> metrics = report.comparison().metrics();
    return !metrics.isEmpty() && report.isBest(entrant, metrics.get(0)) ? Ink.GREEN : Ink.PLAIN;
  }

  private void settings() {
    if (report.comparison().settings().isEmpty()) {
      return;
    }
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.text("setting", 0));
    report
        .comparison()
        .entrants()
        .forEach(entrant -> columns.add(Table.Column.text(report.letter(entrant), 0)));
    List<Table.Row> rows = new ArrayList<>();
    report
        .comparison()
        .settings()
        .forEach(
            (path, values) -> {
              List<String> cells = new ArrayList<>(List.of(path));
              cells.addAll(values);
              rows.add(new Table.Row(Ink.PLAIN, cells));
            });
    out.append('\n').append(new Table(columns, rows).render(terminal));
  }

  private void texts() {
    List<Entrant> writers = ComparisonHtml.writers(report);
    int count = writers.isEmpty() ? 0 : ComparisonHtml.texts(writers.get(0)).size();
    for (int i = 0; i < count; i++) {
      GeneratedText first = ComparisonHtml.texts(writers.get(0)).get(i);
      out.append('\n').append(Ink.BOLD.paint(first.prompt(), terminal)).append('\n');
      for (Entrant writer : writers) {
        out.append(Ink.DIM.paint(report.letter(writer) + " ", terminal));
        String text = ComparisonHtml.texts(writer).get(i).text();
        for (WordDiff.Piece piece : WordDiff.of(first.text(), text)) {
          out.append((piece.differs() ? Ink.YELLOW : Ink.PLAIN).paint(piece.text(), terminal));
        }
        out.append('\n');
      }
    }
  }
}
