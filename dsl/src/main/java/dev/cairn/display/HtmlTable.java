package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;

/** A table as HTML; its styles stand on its cells, so that they reach nothing else on the page. */
final class HtmlTable {

  /** Against what notebooks give to each table. */
  static final String TABLE =
      "border-collapse:collapse;margin:4px 0;border:0;font-size:inherit;color:inherit";

  private static final String CELL =
      "padding:2px 10px;border:0;background:none;white-space:nowrap;";
  private static final String TITLE =
      CELL + "font-weight:600;border-bottom:1px solid " + Html.LINE + ";";

  /** A column; numbers stand at the right. */
  record Column(String title, boolean number) {

    static Column text(String title) {
      return new Column(title, false);
    }

    static Column number(String title) {
      return new Column(title, true);
    }

    private String align() {
      return number ? "text-align:right" : "text-align:left";
    }
  }

  private record Row(List<String> cells, String style, String title, String first) {}

  private final List<Column> columns;
  private final List<Row> rows = new ArrayList<>();

  HtmlTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  HtmlTable row(List<String> cells) {
    return row(cells, "", "");
  }

  /**
   * Adds a row.
   *
   * @param style what its cells have beside their place, such as a colour
   * @param title what a pointer that rests on it is shown
   */
  HtmlTable row(List<String> cells, String style, String title) {
    rows.add(new Row(List.copyOf(cells), style, title, ""));
    return this;
  }

  /** Adds a row with a mark in a colour before it. */
  HtmlTable row(List<String> cells, Paint mark) {
    rows.add(new Row(List.copyOf(cells), "", "", "border-left:4px solid " + mark.css() + ";"));
    return this;
  }

  /** The table; columns without content are left out. */
  String html() {
    Html html =
        new Html()
            // A wide table scrolls by itself instead of widening the notebook.
            .open("div", "style", "overflow-x:auto")
            .open("table", "style", TABLE)
            .open("thead")
            .open("tr", "style", "background:none");
    List<Integer> shown = shown();
    for (int column : shown) {
      html.element("th", columns.get(column).title(), "style", TITLE + columns.get(column).align());
    }
    html.close().close().open("tbody");
    rows.forEach(row -> write(row, shown, html));
    return html.end();
  }

  private void write(Row row, List<Integer> shown, Html html) {
    if (row.title().isEmpty()) {
      html.open("tr", "style", "background:none");
    } else {
      html.open("tr", "style", "background:none", "title", row.title());
    }
    for (int column : shown) {
      String style = CELL + row.style() + (column == 0 ? row.first() : "");
      html.element("td", row.cells().get(column), "style", style + columns.get(column).align());
    }
    html.close();
  }

  private List<Integer> shown() {
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      if (rows.isEmpty() || rows.stream().anyMatch(row -> !row.cells().get(column).isEmpty())) {
        shown.add(i);
      }
    }
    return shown;
  }
}
