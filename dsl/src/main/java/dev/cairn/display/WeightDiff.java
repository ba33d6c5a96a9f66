package dev.cairn.display;

import dev.cairn.compare.Change;
import dev.cairn.compare.TensorChange;
import dev.cairn.compare.WeightChanges;
import dev.cairn.store.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What changed in the weights between two checkpoints: a line that sums up, the tensors that moved
 * farthest, a map of all by layer and kind of weight, and what could not be compared.
 *
 * @param top how many tensors the table shows
 */
public record WeightDiff(WeightChanges changes, int top) implements Display {

  /** How many tensors the table shows unless told otherwise. */
  public static final int TOP = 10;

  private static final int UNMATCHED = 10;

  /** Checks the number. */
  public WeightDiff {
    if (top < 0) {
      throw new IllegalArgumentException("a table cannot show " + top + " tensors");
    }
  }

  /** The changes with the {@value #TOP} largest movers. */
  public static WeightDiff of(WeightChanges changes) {
    return new WeightDiff(changes, TOP);
  }

  @Override
  public String text(Terminal terminal) {
    StringBuilder text = new StringBuilder();
    String arrow = terminal.unicode() ? " → " : " -> ";
    text.append(Ink.BOLD.paint(names(arrow), terminal)).append('\n');
    text.append(Ink.PLAIN.paint(summary(), terminal)).append('\n');
    if (!movers().isEmpty()) {
      text.append('\n').append(table().render(terminal));
    }
    WeightMap.of(changes).ifPresent(map -> text.append('\n').append(map.text(terminal)));
    warnings().forEach(line -> text.append(Ink.YELLOW.paint(line, terminal)).append('\n'));
    return text.toString();
  }

  @Override
  public String html() {
    Html html = Html.root().element("div", names(" → "), "style", "font-weight:600");
    html.element("div", summary());
    if (!movers().isEmpty()) {
      HtmlTable rows =
          new HtmlTable(
              table().columns().stream()
                  .map(column -> new HtmlTable.Column(column.title(), column.number()))
                  .toList());
      movers().forEach(tensor -> rows.row(cells(tensor), "", tensor.left() + " " + tensor.shape()));
      html.fragment(rows.html());
    }
    WeightMap.of(changes).ifPresent(map -> html.fragment(map.drawing().svg()));
    warnings().forEach(line -> html.element("div", line, "style", "color:" + Paint.ORANGE.css()));
    return html.end();
  }

  @Override
  public Optional<byte[]> png() {
    return WeightMap.of(changes).map(map -> map.drawing().png());
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private String names(String arrow) {
    return name(changes.left()) + arrow + name(changes.right());
  }

  private static String name(Checkpoint checkpoint) {
    return Optional.ofNullable(checkpoint.path().getParent())
            .map(run -> run.getFileName() + "/")
            .orElse("")
        + checkpoint.name();
  }

  private String summary() {
    Change total = changes.total();
    if (total.values() == 0) {
      return "no tensor is in both in the same shape";
    }
    if (total.unchanged() == total.values()) {
      return "%s, %s values: not a bit changed"
          .formatted(tensors(changes.tensors().size()), Units.count(total.values()));
    }
    return "%s, %s values: relative change %s, cosine %s, %s unchanged"
        .formatted(
            tensors(changes.tensors().size()),
            Units.count(total.values()),
            relative(total),
            cosine(total),
            share(total));
  }

  private static String tensors(int count) {
    return count == 1 ? "1 tensor" : count + " tensors";
  }

  private List<TensorChange> movers() {
    return changes.movers().stream()
        .filter(tensor -> tensor.change().unchanged() < tensor.change().values())
        .limit(top)
        .toList();
  }

  private Table table() {
    return new Table(
        List.of(
            Table.Column.text("largest movers", 0),
            Table.Column.text("shape", 4),
            Table.Column.number("change", 0),
            Table.Column.number("relative", 0),
            Table.Column.number("cosine", 1),
            Table.Column.number("largest", 2),
            Table.Column.number("unchanged", 3)),
        movers().stream().map(tensor -> new Table.Row(Ink.PLAIN, cells(tensor))).toList());
  }

  private static List<String> cells(TensorChange tensor) {
    Change change = tensor.change();
    return List.of(
        tensor.name(),
        tensor.shape().toString(),
        Units.metric(change.norm()),
        relative(change),
        cosine(change),
        Units.metric(change.largest()),
        share(change));
  }

  static String relative(Change change) {
    return Double.isInfinite(change.relative()) ? "from 0" : Units.metric(change.relative());
  }

  private static String cosine(Change change) {
    return Double.isNaN(change.cosine())
        ? "-"
        : String.format(Locale.ROOT, "%.4f", change.cosine());
  }

  /** All and nothing are said only where they are true. */
  private static String share(Change change) {
    if (change.unchanged() == 0 || change.unchanged() == change.values()) {
      return change.unchanged() == 0 ? "0%" : "100%";
    }
    double percent = 100 * change.unchangedShare();
    return String.format(Locale.ROOT, "%.1f%%", Math.max(0.1, Math.min(99.9, percent)));
  }

  private List<String> warnings() {
    List<String> lines = new ArrayList<>();
    for (TensorChange tensor : changes.tensors()) {
      if (tensor.change().notFinite() > 0) {
        lines.add(
            "%s: %s of its values NaN or infinite in one of the two, and left out"
                .formatted(tensor.name(), Units.count(tensor.change().notFinite())));
      }
    }
    changes.unmatched().stream()
        .limit(UNMATCHED)
        .forEach(one -> lines.add("not compared: %s: %s".formatted(one.name(), one.reason())));
    if (changes.unmatched().size() > UNMATCHED) {
      lines.add("not compared: %d more".formatted(changes.unmatched().size() - UNMATCHED));
    }
    return lines;
  }
}
