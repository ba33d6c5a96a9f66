package dev.cairn.store;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a tree as Python's json module does, with sorted keys. */
final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private final boolean indented;

  private JsonWriter(boolean indented) {
    this.indented = indented;
  }

  /** The tree over several lines, indented by two spaces. */
  static String indented(Object tree) {
    return write(tree, true);
  }

  /** The tree on one line. */
  static String line(Object tree) {
    return write(tree, false);
  }

  private static String write(Object tree, boolean indented) {
    JsonWriter writer = new JsonWriter(indented);
    writer.value(tree, 0);
    return writer.out.toString();
  }

  private void value(@Nullable Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      object(map, depth);
    } else if (value instanceof Iterable<?> items) {
      array(items, depth);
    } else if (value instanceof String text) {
      string(text);
    } else if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      number(number);
    } else {
      throw new IllegalArgumentException(
          "JSON has no form for " + value.getClass().getName() + ": " + value);
    }
  }

  private void object(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    List<Runnable> entries = new ArrayList<>();
    sorted.forEach(
        (key, value) ->
            entries.add(
                () -> {
                  string(key);
                  out.append(": ");
                  value(value, depth + 1);
                }));
    enclosed('{', entries, '}', depth);
  }

  private void array(Iterable<?> items, int depth) {
    List<Runnable> entries = new ArrayList<>();
    items.forEach(item -> entries.add(() -> value(item, depth + 1)));
    enclosed('[', entries, ']', depth);
  }

  private void enclosed(char opening, List<Runnable> entries, char closing, int depth) {
    out.append(opening);
    String separator = "";
    for (Runnable entry : entries) {
      out.append(separator);
      newline(depth + 1);
      entry.run();
      separator = indented ? "," : ", ";
    }
    if (!entries.isEmpty()) {
      newline(depth);
    }
    out.append(closing);
  }

  private void newline(int depth) {
    if (indented) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void number(Number number) {
    boolean whole =
        number instanceof Integer
            || number instanceof Long
            || number instanceof Short
            || number instanceof Byte
            || number instanceof BigInteger;
    out.append(whole ? number.toString() : PythonFloat.repr(number.doubleValue()));
  }

  private void string(String text) {
    out.append('"');
    text.chars().forEach(unit -> character((char) unit));
    out.append('"');
  }

  private void character(char unit) {
    switch (unit) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        // As Python does by default, everything beyond ASCII is escaped.
        if (unit < 0x20 || unit > 0x7e) {
          out.append("\\u%04x".formatted((int) unit));
        } else {
          out.append(unit);
        }
      }
    }
  }
}
