package dev.cairn.display;

import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tensors: dtype, shape, the range and spread of their values, and the first few of them. */
public final class TensorTable implements Display {

  private final List<TensorSummary> tensors;

  private TensorTable(List<TensorSummary> tensors) {
    this.tensors = tensors;
  }

  /** The table of the given tensors, each read once, in pieces. */
  public static TensorTable of(List<? extends NamedTensor> tensors) throws IOException {
    List<TensorSummary> summaries = new ArrayList<>();
    for (NamedTensor tensor : tensors) {
      summaries.add(TensorSummary.of(tensor));
    }
    return new TensorTable(List.copyOf(summaries));
  }

  @Override
  public String text(Terminal terminal) {
    List<Table.Column> columns =
        List.of(
            Table.Column.text("tensor", 0),
            Table.Column.text("dtype", 1),
            Table.Column.text("shape", 0),
            Table.Column.number("min", 3),
            Table.Column.number("mean", 3),
            Table.Column.number("max", 3),
            Table.Column.text("values", 4),
            Table.Column.text("first", 5));
    List<Table.Row> rows =
        tensors.stream()
            .map(
                tensor ->
                    cells(
                        tensor, terminal.unicode() ? Sparkline.histogram(tensor.histogram()) : ""))
            .map(cells -> new Table.Row(Ink.PLAIN, cells))
            .toList();
    return new Table(columns, rows).render(terminal) + Ink.PLAIN.paint(notFinite(), terminal);
  }

  @Override
  public String html() {
    List<HtmlTable.Column> columns =
        List.of(
            HtmlTable.Column.text("tensor"),
            HtmlTable.Column.text("dtype"),
            HtmlTable.Column.text("shape"),
            HtmlTable.Column.number("min"),
            HtmlTable.Column.number("mean"),
            HtmlTable.Column.number("max"),
            HtmlTable.Column.text("values"),
            HtmlTable.Column.text("first"));
    HtmlTable table = new HtmlTable(columns);
    tensors.forEach(tensor -> table.row(cells(tensor, Sparkline.histogram(tensor.histogram()))));
    Html html = Html.root().fragment(table.html());
    String notFinite = notFinite();
    return notFinite.isEmpty()
        ? html.end()
        : html.element("div", notFinite, "style", "white-space:pre-line;color:" + Paint.RED.css())
            .end();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private static List<String> cells(TensorSummary tensor, String histogram) {
    boolean known = tensor.finite() > 0;
    return List.of(
        tensor.name(),
        tensor.dtype(),
        tensor.shape(),
        known ? Units.metric(tensor.min()) : "",
        known ? Units.metric(tensor.mean()) : "",
        known ? Units.metric(tensor.max()) : "",
        histogram,
        tensor.first());
  }

  private String notFinite() {
    return tensors.stream()
        .filter(tensor -> tensor.notFinite() > 0)
        .map(
            tensor ->
                "%s: %s of its values NaN or infinite\n"
                    .formatted(tensor.name(), Units.count(tensor.notFinite())))
        .collect(Collectors.joining());
  }
}
