package dev.cairn.tensor;

/** JSON strings, escaped as the reference implementation of safetensors escapes them. */
final class JsonText {
  private static final int SHORT = 120;

  private JsonText() {}

  /** The text in double quotes; only what JSON requires is escaped. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.chars().forEach(unit -> append(quoted, (char) unit));
    return quoted.append('"').toString();
  }

  /** The text in double quotes for a message: one line whatever it holds, cut if it is long. */
  static String shortened(String text) {
    return oneLine(quoted(text.length() <= SHORT ? text : text.substring(0, SHORT) + "..."));
  }

  /** The text with a question mark for each control character and line break. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
  }

  private static void append(StringBuilder quoted, char unit) {
    switch (unit) {
      case '"', '\\' -> quoted.append('\\').append(unit);
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> quoted.append(unit < ' ' ? String.format("\\u%04x", (int) unit) : unit);
    }
  }
}
