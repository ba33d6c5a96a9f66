package dev.cairn.script;

import java.nio.file.Path;

/** A place in a script, and how it is shown. */
final class Excerpt {

  private Excerpt() {}

  /** {@code file:line:column: message}, the line, and a caret under the column. */
  static String at(Path script, String source, int offset, String message) {
    int place = Math.max(0, Math.min(offset, source.length()));
    int start = source.lastIndexOf('\n', place - 1) + 1;
    int end = source.indexOf('\n', start);
    String line = source.substring(start, end < 0 ? source.length() : end).stripTrailing();
    int column = place - start;
    return "%s:%d:%d: %s%n  %s%n  %s^"
        .formatted(script, line(source, place), column + 1, message, line, " ".repeat(column));
  }

  /** The line of an offset; the first is 1. */
  static int line(String source, int offset) {
    return 1 + (int) source.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
