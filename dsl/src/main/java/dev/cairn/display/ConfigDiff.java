package dev.cairn.display;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What differs between the settings of two runs, with both values; what one of them does not have
 * is a dash.
 */
public record ConfigDiff(
    String leftName, String rightName, Map<String, Object> left, Map<String, Object> right)
    implements Display {

  private static final String SAME = "the same settings";

  /** Copies the maps. */
  public ConfigDiff {
    left = Map.copyOf(left);
    right = Map.copyOf(right);
  }

  /** The paths of the settings that differ. */
  public List<String> paths() {
    TreeSet<String> paths = new TreeSet<>(left.keySet());
    paths.addAll(right.keySet());
    paths.removeIf(path -> value(left, path).equals(value(right, path)));
    return List.copyOf(paths);
  }

  @Override
  public String text(Terminal terminal) {
    if (paths().isEmpty()) {
      return Ink.PLAIN.paint("%s, %s: %s\n".formatted(leftName, rightName, SAME), terminal);
    }
    return new Table(
            List.of(
                Table.Column.text("setting", 0),
                Table.Column.text(leftName, 0),
                Table.Column.text(rightName, 0)),
            rows().stream().map(cells -> new Table.Row(Ink.PLAIN, cells)).toList())
        .render(terminal);
  }

  @Override
  public String html() {
    Html html = Html.root();
    if (paths().isEmpty()) {
      return html.element("div", leftName + ", " + rightName + ": " + SAME, "style", Html.FAINT)
          .end();
    }
    HtmlTable table =
        new HtmlTable(
            List.of(
                HtmlTable.Column.text("setting"),
                HtmlTable.Column.text(leftName),
                HtmlTable.Column.text(rightName)));
    rows().forEach(table::row);
    return html.fragment(table.html()).end();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private List<List<String>> rows() {
    return paths().stream()
        .map(path -> List.of(path, value(left, path), value(right, path)))
        .toList();
  }

  private static String value(Map<String, Object> settings, String path) {
    return settings.containsKey(path) ? String.valueOf(settings.get(path)) : "-";
  }
}
