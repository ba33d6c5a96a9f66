package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checkpoints as a table for a notebook. */
final class CheckpointTableHtml {

  private CheckpointTableHtml() {}

  static String write(CheckpointTable table, Instant now) {
    Html html = Html.root();
    if (table.checkpoints().isEmpty()) {
      return html.element("div", "no checkpoints", "style", Html.FAINT).end();
    }
    course(table, html);
    html.fragment(rows(table, now).html());
    for (Checkpoint checkpoint : table.checkpoints()) {
      checkpoint
          .damage()
          .ifPresent(
              damage ->
                  html.element(
                      "div",
                      checkpoint.name() + " is damaged: " + damage,
                      "style",
                      "color:" + Paint.RED.css()));
    }
    return html.end();
  }

  private static void course(CheckpointTable table, Html html) {
    if (table.evaluations().size() >= 2) {
      html.open("div", "style", "display:flex;gap:8px;align-items:center;margin-left:10px")
          .element("span", Metrics.EVALUATION)
          .open("span", "style", "width:120px;display:inline-block")
          .fragment(new Sparkline(table.evaluations()).svg(Paint.ORANGE))
          .close()
          .element("span", table.way("→"))
          .close();
    }
  }

  private static HtmlTable rows(CheckpointTable table, Instant now) {
    List<String> metrics = table.metrics();
    List<HtmlTable.Column> columns = new ArrayList<>();
    columns.add(HtmlTable.Column.number("step"));
    columns.add(HtmlTable.Column.number("epoch"));
    columns.add(HtmlTable.Column.number(Metrics.TRAINING));
    metrics.forEach(metric -> columns.add(HtmlTable.Column.number(metric)));
    columns.add(HtmlTable.Column.number("size"));
    if (!table.bytesOnDisk().isEmpty()) {
      columns.add(HtmlTable.Column.number("on disk"));
    }
    columns.add(HtmlTable.Column.text("saved"));
    columns.add(HtmlTable.Column.text(""));
    HtmlTable rows = new HtmlTable(columns);
    for (Checkpoint checkpoint : table.checkpoints()) {
      List<String> cells = new ArrayList<>(table.values(checkpoint, metrics));
      cells.addAll(table.sizes(checkpoint));
      cells.add(Units.age(checkpoint.savedAt(), now));
      cells.add(CheckpointTable.marks(checkpoint).replace("* best", "★ best"));
      rows.row(cells, style(checkpoint), checkpoint.path() + ", saved " + checkpoint.savedAt());
    }
    return rows;
  }

  private static String style(Checkpoint checkpoint) {
    if (!checkpoint.valid()) {
      return "color:" + Paint.RED.css() + ";";
    }
    return checkpoint.best() ? "font-weight:600;" : "";
  }
}
