package dev.cairn.display;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of text under titles. Where a line is too short for all columns, those of the highest rank
 * go first, then the widest column of text is shortened; numbers are never cut.
 */
public record Table(List<Column> columns, List<Row> rows) {

  private static final String GAP = "  ";
  private static final int SHORTEST = 8;

  /**
   * A column.
   *
   * @param title its first line
   * @param number whether it is aligned to the right
   * @param rank how early it goes where space is short; 0 for never
   */
  public record Column(String title, boolean number, int rank) {

    /** A column of text. */
    public static Column text(String title, int rank) {
      return new Column(title, false, rank);
    }

    /** A column of numbers. */
    public static Column number(String title, int rank) {
      return new Column(title, true, rank);
    }
  }

  /** A row, with a cell for each column, in one colour. */
  public record Row(Ink ink, List<String> cells) {

    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }

    /** A row without colour. */
    public static Row of(String... cells) {
      return new Row(Ink.PLAIN, List.of(cells));
    }
  }

  /** Copies the lists; each row needs a cell for each column. */
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            row.cells() + " has not the " + columns.size() + " cells of the table");
      }
    }
  }

  /** The lines of the table, each ended; columns without content are left out. */
  public String render(Terminal terminal) {
    List<Integer> shown = fitting(terminal.width());
    int[] widths = widths(shown, terminal.width());
    List<String> titles = columns.stream().map(Column::title).toList();
    StringBuilder text = new StringBuilder();
    text.append(line(new Row(Ink.BOLD, titles), shown, widths, terminal));
    rows.forEach(row -> text.append(line(row, shown, widths, terminal)));
    return text.toString();
  }

  private List<Integer> fitting(int width) {
    List<Integer> shown =
        new ArrayList<>(
            IntStream.range(0, columns.size()).filter(this::hasContent).boxed().toList());
    while (total(shown) > width) {
      Integer first =
          shown.stream().max(Comparator.comparingInt(i -> columns.get(i).rank())).orElseThrow();
      if (columns.get(first).rank() == 0) {
        break;
      }
      shown.remove(first);
    }
    return shown;
  }

  private boolean hasContent(int column) {
    return rows.isEmpty() || rows.stream().anyMatch(row -> !row.cells().get(column).isBlank());
  }

  private int total(List<Integer> shown) {
    return shown.stream().mapToInt(this::natural).sum() + GAP.length() * (shown.size() - 1);
  }

  private int natural(int column) {
    return rows.stream()
        .mapToInt(row -> row.cells().get(column).length())
        .reduce(columns.get(column).title().length(), Math::max);
  }

  private int[] widths(List<Integer> shown, int width) {
    int[] widths = columns.isEmpty() ? new int[0] : new int[columns.size()];
    shown.forEach(column -> widths[column] = natural(column));
    int excess = total(shown) - width;
    if (excess > 0) {
      shown.stream()
          .filter(column -> !columns.get(column).number())
          .max(Comparator.comparingInt(column -> widths[column]))
          .ifPresent(
              widest ->
                  widths[widest] =
                      Math.min(widths[widest], Math.max(SHORTEST, widths[widest] - excess)));
    }
    return widths;
  }

  private String line(Row row, List<Integer> shown, int[] widths, Terminal terminal) {
    String line =
        shown.stream()
            .map(
                column ->
                    aligned(
                        shortened(row.cells().get(column), widths[column], terminal),
                        widths[column],
                        columns.get(column).number()))
            .collect(Collectors.joining(GAP))
            .stripTrailing();
    return row.ink().paint(line, terminal) + "\n";
  }

  private static String shortened(String cell, int width, Terminal terminal) {
    String dots = terminal.unicode() ? "…" : "...";
    return cell.length() > width ? cell.substring(0, width - dots.length()) + dots : cell;
  }

  private static String aligned(String cell, int width, boolean number) {
    String space = " ".repeat(width - cell.length());
    return number ? space + cell : cell + space;
  }
}
