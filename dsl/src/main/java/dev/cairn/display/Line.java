package dev.cairn.display;

/** A line of text in one colour. */
record Line(Ink ink, String text) {

  private static final String INDENT = "  ";

  static Line plain(String text) {
    return new Line(Ink.PLAIN, text);
  }

  static Line bold(String text) {
    return new Line(Ink.BOLD, text);
  }

  static Line warning(String text) {
    return new Line(Ink.YELLOW, text);
  }

  /** The line; on a terminal broken between words where it is too long, and then indented. */
  String render(Terminal terminal) {
    StringBuilder lines = new StringBuilder();
    String rest = text;
    int end = terminal.live() ? breakAt(rest, terminal.width()) : rest.length();
    while (end < rest.length()) {
      lines.append(ink.paint(rest.substring(0, end), terminal)).append('\n');
      rest = INDENT + INDENT + rest.substring(end).strip();
      end = breakAt(rest, terminal.width());
    }
    return lines.append(ink.paint(rest, terminal)).toString();
  }

  /** The last space that leaves a line in its width; a word that is too long stays whole. */
  private static int breakAt(String line, int width) {
    if (line.length() <= width) {
      return line.length();
    }
    int first = line.length() - line.stripLeading().length();
    int space = line.lastIndexOf(' ', width);
    int next = line.indexOf(' ', width);
    if (space > first) {
      return space;
    }
    return next < 0 ? line.length() : next;
  }
}
