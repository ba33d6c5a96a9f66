package dev.cairn.display;

import java.util.List;

/**
 * Dots in characters: with Unicode, Braille's two by four to each (the bits of U+2800 and on); else
 * one character a place. A character has the colour of the layer that was drawn on it last.
 */
final class DotGrid {

  private static final int ACROSS = 2;
  private static final int DOWN = 4;
  private static final char BLANK = '\u2800';
  private static final int[][] BITS = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
  private static final Ink[] INKS = {
    Ink.BLUE, Ink.YELLOW, Ink.GREEN, Ink.MAGENTA, Ink.RED, Ink.CYAN
  };
  private static final String LETTERS = "ox+#%@";

  private final int columns;
  private final int rows;
  private final int[][] bits;
  private final int[][] layers;

  DotGrid(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    this.bits = new int[rows][columns];
    this.layers = new int[rows][columns];
  }

  /** A line through points that are given in shares of the grid, from its top left. */
  void polyline(List<Point> points, int layer) {
    for (int i = 0; i < points.size(); i++) {
      segment(points.get(Math.max(0, i - 1)), points.get(i), layer);
    }
  }

  private void segment(Point from, Point to, int layer) {
    double width = columns * ACROSS - 1;
    double height = rows * DOWN - 1;
    double dots =
        Math.max(Math.abs(to.x() - from.x()) * width, Math.abs(to.y() - from.y()) * height);
    int steps = Math.max(1, (int) Math.ceil(dots));
    for (int i = 0; i <= steps; i++) {
      double share = (double) i / steps;
      set(
          (int) Math.round((from.x() + share * (to.x() - from.x())) * width),
          (int) Math.round((from.y() + share * (to.y() - from.y())) * height),
          layer);
    }
  }

  private void set(int x, int y, int layer) {
    int column = Math.max(0, Math.min(columns - 1, x / ACROSS));
    int row = Math.max(0, Math.min(rows - 1, y / DOWN));
    bits[row][column] |= BITS[Math.floorMod(x, ACROSS)][Math.floorMod(y, DOWN)];
    layers[row][column] = layer;
  }

  /** A row of characters. */
  String row(int row, Terminal terminal) {
    StringBuilder line = new StringBuilder();
    int column = 0;
    while (column < columns) {
      int end = column + 1;
      while (end < columns && alike(row, column, end)) {
        end++;
      }
      StringBuilder run = new StringBuilder();
      for (int i = column; i < end; i++) {
        run.append(character(row, i, terminal));
      }
      line.append(
          bits[row][column] == 0
              ? run.toString()
              : ink(layers[row][column]).paint(run.toString(), terminal));
      column = end;
    }
    return line.toString().stripTrailing();
  }

  private boolean alike(int row, int one, int other) {
    return (bits[row][one] == 0) == (bits[row][other] == 0)
        && layers[row][one] == layers[row][other];
  }

  private char character(int row, int column, Terminal terminal) {
    if (bits[row][column] == 0) {
      return ' ';
    }
    return terminal.unicode() ? (char) (BLANK + bits[row][column]) : letter(layers[row][column]);
  }

  /** How a layer looks, for a legend. */
  String sample(int layer, Terminal terminal) {
    return ink(layer).paint(terminal.unicode() ? "━━" : String.valueOf(letter(layer)), terminal);
  }

  private static Ink ink(int layer) {
    return INKS[layer % INKS.length];
  }

  private static char letter(int layer) {
    return LETTERS.charAt(layer % LETTERS.length());
  }
}
