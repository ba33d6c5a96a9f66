package dev.cairn.kernel.cell;

import java.util.ArrayList;
import java.util.List;

/**
 * An error of a compiler, at a place in a cell.
 *
 * @param from where what is wrong begins, in {@code char}s of the cell
 * @param to where it ends
 * @param message the compiler's, one or more lines
 */
public record CompileError(int from, int to, String message) {
  /** What follows from the first errors is left out. */
  private static final int SHOWN = 5;

  /** The outcome of a cell that does not compile: each error with its line and a caret under it. */
  public static CellOutcome.Failed failure(
      int cell, String source, List<CompileError> errors, List<String> remarks) {
    List<String> lines = new ArrayList<>();
    for (CompileError error : errors.subList(0, Math.min(SHOWN, errors.size()))) {
      lines.addAll(error.show(cell, source));
    }
    if (errors.size() > SHOWN) {
      lines.add("... " + (errors.size() - SHOWN) + " more errors");
    }
    lines.addAll(remarks);
    String first = errors.isEmpty() ? "" : errors.get(0).message().lines().findFirst().orElse("");
    return new CellOutcome.Failed("CompilationError", first, lines);
  }

  private List<String> show(int cell, String source) {
    int begin = Math.max(0, Math.min(from, source.length()));
    int lineBegin = source.lastIndexOf('\n', begin - 1) + 1;
    int lineEnd = source.indexOf('\n', begin);
    String line = source.substring(lineBegin, lineEnd < 0 ? source.length() : lineEnd);
    int number = (int) source.substring(0, lineBegin).chars().filter(c -> c == '\n').count() + 1;
    int width = Math.max(1, Math.min(to - begin, line.length() - (begin - lineBegin)));
    // Tabs stay tabs, so that the caret stands under its character.
    String indent = line.substring(0, begin - lineBegin).replaceAll("[^\t]", " ");
    List<String> text = message.lines().toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        Ansi.ERROR.of("error")
            + ": "
            + (text.isEmpty() ? "" : text.get(0))
            + " "
            + Ansi.PLACE.of("(cell " + cell + ", line " + number + ")"));
    lines.add("  " + line);
    lines.add("  " + indent + Ansi.ERROR.of("^".repeat(width)));
    text.stream().skip(1).map(more -> "  " + more.strip()).forEach(lines::add);
    return lines;
  }
}
