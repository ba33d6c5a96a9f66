package dev.cairn.display;

import dev.cairn.compare.Entrant;
import dev.cairn.compare.Evaluation;
import dev.cairn.compare.GeneratedText;
import dev.cairn.compare.WordDiff;
import java.util.ArrayList;
import java.util.List;

/** A comparison for a notebook or a page. */
final class ComparisonHtml {

  private static final String TITLE = "font-weight:600;margin:16px 0 4px";

  private final ComparisonReport report;
  private final Html html = Html.root();

  private ComparisonHtml(ComparisonReport report) {
    this.report = report;
  }

  static String write(ComparisonReport report) {
    ComparisonHtml page = new ComparisonHtml(report);
    page.html.fragment(page.metrics());
    page.lines("", report.verdicts());
    page.lines(Html.FAINT, report.notes());
    page.lines("color:" + Paint.RED.css(), report.problems());
    page.settings();
    page.forks();
    page.html.element("div", "Curves", "style", TITLE).fragment(report.curves().html());
    page.texts();
    return page.html.end();
  }

  private void lines(String style, List<String> lines) {
    lines.forEach(line -> html.element("div", line, "style", "margin-left:10px;" + style));
  }

  private void forks() {
    List<String> forks = report.forks(true);
    if (!forks.isEmpty()) {
      html.element("div", "Forks", "style", TITLE);
      lines("font-family:var(--jp-code-font-family,monospace);white-space:pre", forks);
    }
  }

  private String metrics() {
    List<String> metrics = report.comparison().metrics();
    List<HtmlTable.Column> columns = new ArrayList<>();
    columns.add(HtmlTable.Column.text(" "));
    columns.add(HtmlTable.Column.text("checkpoint"));
    metrics.forEach(metric -> columns.add(HtmlTable.Column.number(metric)));
    columns.add(HtmlTable.Column.number("size"));
    columns.add(HtmlTable.Column.number("trained"));
    HtmlTable table = new HtmlTable(columns);
    for (Entrant entrant : report.comparison().entrants()) {
      List<String> cells = new ArrayList<>();
      cells.add(report.letter(entrant));
      cells.add(entrant.name());
      metrics.forEach(metric -> cells.add(report.value(entrant, metric, "±", "★")));
      cells.add(Units.bytes(entrant.checkpoint().bytes()));
      cells.add(ComparisonReport.trained(entrant));
      table.row(cells, style(entrant, metrics), entrant.name());
    }
    return table.html();
  }

  private String style(Entrant entrant, List<String> metrics) {
    if (entrant.problem().isPresent()) {
      return "color:" + Paint.RED.css() + ";";
    }
    return !metrics.isEmpty() && report.isBest(entrant, metrics.get(0)) ? "font-weight:600;" : "";
  }

  private void settings() {
    if (report.comparison().settings().isEmpty()) {
      return;
    }
    List<HtmlTable.Column> columns = new ArrayList<>();
    columns.add(HtmlTable.Column.text("setting"));
    report
        .comparison()
        .entrants()
        .forEach(entrant -> columns.add(HtmlTable.Column.text(report.letter(entrant))));
    HtmlTable table = new HtmlTable(columns);
    report
        .comparison()
        .settings()
        .forEach(
            (path, values) -> {
              List<String> cells = new ArrayList<>(List.of(path));
              cells.addAll(values);
              table.row(cells);
            });
    html.element("div", "Settings that differ", "style", TITLE).fragment(table.html());
  }

  private void texts() {
    List<Entrant> writers = writers(report);
    int count = writers.isEmpty() ? 0 : texts(writers.get(0)).size();
    for (int i = 0; i < count; i++) {
      GeneratedText first = texts(writers.get(0)).get(i);
      html.element("div", first.prompt(), "style", TITLE + ";white-space:pre-wrap")
          .open("div", "style", "display:flex;gap:12px;overflow-x:auto");
      for (Entrant writer : writers) {
        column(writer, WordDiff.of(first.text(), texts(writer).get(i).text()));
      }
      html.close();
    }
  }

  private void column(Entrant writer, List<WordDiff.Piece> pieces) {
    html.open("div", "style", "flex:1 1 0;min-width:220px")
        .element("div", report.letter(writer) + " " + writer.name(), "style", Html.FAINT)
        .open(
            "pre",
            "style",
            "margin:2px 0;padding:6px 10px;background:none;color:inherit;white-space:pre-wrap;"
                + "overflow-wrap:anywhere;border-left:3px solid "
                + Paint.BLUE.css());
    for (WordDiff.Piece piece : pieces) {
      if (piece.differs()) {
        html.element("span", piece.text(), "style", "color:" + Paint.ORANGE.css());
      } else {
        html.text(piece.text());
      }
    }
    html.close().close();
  }

  /** Those that wrote texts. */
  static List<Entrant> writers(ComparisonReport report) {
    return report.comparison().entrants().stream()
        .filter(entrant -> !texts(entrant).isEmpty())
        .toList();
  }

  static List<GeneratedText> texts(Entrant entrant) {
    return entrant.evaluation().map(Evaluation::texts).orElse(List.of());
  }
}
