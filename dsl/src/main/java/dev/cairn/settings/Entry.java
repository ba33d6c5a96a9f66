package dev.cairn.settings;

import java.util.List;

/**
 * What stands in a settings file or in the environment, as it is written.
 *
 * @param names its keys, from the outermost block
 * @param values its values as text; several for a list
 * @param source where it stands: {@code cairn.toml:4} or the name of a variable
 */
record Entry(List<String> names, List<String> values, String source) {

  Entry {
    names = List.copyOf(names);
    values = List.copyOf(values);
  }

  /** The keys joined by dots. */
  String key() {
    return String.join(".", names);
  }

  /** The only value. */
  String value() {
    if (values.size() != 1) {
      throw refused("takes one value, not " + values);
    }
    return values.get(0);
  }

  /** The only value, which must be true or false. */
  boolean truth() {
    return switch (value()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused("takes true or false, not " + value());
    };
  }

  /** The entry as a sentence begins with it. */
  String quoted() {
    String written = key() + " = " + String.join(", ", values);
    return source.equals(key()) ? written : source + ": " + written;
  }

  IllegalArgumentException refused(String reason) {
    String place = source.equals(key()) ? key() + " " : source + ": " + key() + " ";
    return new IllegalArgumentException(place + reason);
  }
}
