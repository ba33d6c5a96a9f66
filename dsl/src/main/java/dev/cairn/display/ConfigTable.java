package dev.cairn.display;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Settings by their paths, such as {@code optimizer.adamW.lr}, with a head for each block. */
public record ConfigTable(Map<String, Object> settings) implements Display {

  private static final String REST = "";

  /** Copies the map. */
  public ConfigTable {
    settings = Map.copyOf(settings);
  }

  /** The table of the given settings. */
  public static ConfigTable of(Map<String, Object> settings) {
    return new ConfigTable(settings);
  }

  /** What differs between these settings and others. */
  public ConfigDiff diff(String name, ConfigTable other, String otherName) {
    return new ConfigDiff(name, otherName, settings, other.settings);
  }

  @Override
  public String text(Terminal terminal) {
    List<Table.Row> rows =
        new TreeMap<>(settings)
            .entrySet().stream()
                .map(setting -> Table.Row.of(setting.getKey(), String.valueOf(setting.getValue())))
                .toList();
    return new Table(List.of(Table.Column.text("setting", 0), Table.Column.text("value", 0)), rows)
        .render(terminal);
  }

  @Override
  public String html() {
    Html html = Html.root().open("div", "style", "display:flex;flex-wrap:wrap;gap:4px 28px");
    for (String block : blocks()) {
      html.open("div");
      HtmlTable table =
          new HtmlTable(
              List.of(
                  HtmlTable.Column.text(block.equals(REST) ? "run" : block),
                  HtmlTable.Column.text(" ")));
      new TreeMap<>(settings)
          .forEach(
              (path, value) -> {
                if (block(path).equals(block)) {
                  table.row(List.of(within(path), String.valueOf(value)));
                }
              });
      html.fragment(table.html()).close();
    }
    return html.end();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private Set<String> blocks() {
    Set<String> blocks = new TreeSet<>();
    settings.keySet().forEach(path -> blocks.add(block(path)));
    return blocks;
  }

  private static String block(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? REST : path.substring(0, dot);
  }

  private static String within(String path) {
    return path.substring(path.indexOf('.') + 1);
  }
}
