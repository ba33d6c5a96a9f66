package dev.cairn.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Flattens the blocks of a file to entries. */
final class EntryParser {

  private final Path file;
  private final JsonParser parser;
  private final Map<List<String>, Integer> lines;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param lines the lines of keys, where the parser does not tell them
   */
  EntryParser(Path file, JsonParser parser, Map<List<String>, Integer> lines) {
    this.file = file;
    this.parser = parser;
    this.lines = lines;
  }

  /** A place in a file; line 0 is unknown. */
  static String place(Path file, int line) {
    return line > 0 ? file + ":" + line : file.toString();
  }

  List<Entry> entries() {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_OBJECT) {
      block(List.of());
    } else if (first != null) {
      throw refused(parser.currentTokenLocation().getLineNr(), "begins with no key");
    }
    if (parser.nextToken() != null) {
      throw refused(
          parser.currentTokenLocation().getLineNr(), "begins another document; keep the first one");
    }
    return entries;
  }

  private void block(List<String> outer) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      List<String> names = new ArrayList<>(outer);
      names.add(parser.currentName());
      int line = lines.getOrDefault(names, parser.currentTokenLocation().getLineNr());
      value(names, line);
    }
  }

  private void value(List<String> names, int line) {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_OBJECT) {
      block(names);
    } else {
      List<String> values = new ArrayList<>();
      if (token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(scalar(names, line));
        }
      } else {
        values.add(scalar(names, line));
      }
      entries.add(new Entry(names, values, place(file, line)));
    }
  }

  private String scalar(List<String> names, int line) {
    JsonToken token = parser.currentToken();
    String key = String.join(".", names);
    if (token == JsonToken.VALUE_NULL) {
      throw refused(line, key + " has no value; give it one, or leave it out");
    }
    if (!token.isScalarValue()) {
      throw refused(line, key + ": a list holds plain values, neither lists nor tables");
    }
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw refused(line, key + ": aliases are not followed; write the value out");
    }
    return parser.getString();
  }

  private IllegalArgumentException refused(int line, String reason) {
    return new IllegalArgumentException(place(file, line) + ": " + reason);
  }
}
