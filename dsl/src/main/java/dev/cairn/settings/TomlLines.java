package dev.cairn.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * The lines of a TOML file's keys. Jackson's reader does not tell them, but it reads any statement
 * alone: a statement is the fewest lines that it accepts.
 */
final class TomlLines {

  private final Map<List<String>, Integer> lines = new HashMap<>();
  private List<String> table = List.of();

  private TomlLines() {}

  static Map<List<String>, Integer> of(String text) {
    TomlLines all = new TomlLines();
    StringBuilder statement = new StringBuilder();
    int number = 0;
    int first = 1;
    for (String line : text.lines().toList()) {
      number++;
      statement.append(line).append('\n');
      Optional<JsonNode> parsed = parsed(statement.toString());
      if (parsed.isPresent()) {
        all.add(statement.toString().strip().startsWith("["), parsed.get(), first);
        statement.setLength(0);
        first = number + 1;
      }
    }
    return all.lines;
  }

  private static Optional<JsonNode> parsed(String statement) {
    try {
      return Optional.of(TomlMapper.shared().readTree(statement));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private void add(boolean header, JsonNode parsed, int line) {
    if (header) {
      table = innermost(parsed);
      lines.put(table, line);
    } else {
      collect(parsed, table, line);
    }
  }

  private static List<String> innermost(JsonNode header) {
    List<String> names = new ArrayList<>();
    JsonNode node = header;
    while (node.isObject() && !node.isEmpty()) {
      String name = node.propertyNames().iterator().next();
      names.add(name);
      node = node.get(name);
    }
    return names;
  }

  private void collect(JsonNode block, List<String> outer, int line) {
    for (Map.Entry<String, JsonNode> property : block.properties()) {
      List<String> names = new ArrayList<>(outer);
      names.add(property.getKey());
      lines.put(names, line);
      if (property.getValue().isObject()) {
        collect(property.getValue(), names, line);
      }
    }
  }
}
