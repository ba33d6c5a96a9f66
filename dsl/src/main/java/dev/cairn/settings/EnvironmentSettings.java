package dev.cairn.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings from the environment: a path in upper case after CAIRN_, its dots as underscores, such
 * as CAIRN_OPTIMIZER_ADAMW_LR.
 */
final class EnvironmentSettings {

  private static final String PREFIX = "CAIRN_";

  /** Variables that the launcher reads. */
  private static final Set<String> OTHERS = Set.of("CAIRN_JAVA_OPTIONS", "CAIRN_MAVEN_PROFILES");

  private EnvironmentSettings() {}

  /**
   * Reads the variables that are set to something.
   *
   * @param known the paths that there are
   */
  static Layer read(Map<String, String> environment, Set<String> known) {
    Map<String, String> paths = new TreeMap<>();
    known.forEach(path -> paths.put(variable(path), path));
    paths.put(variable(Layer.RUNS), Layer.RUNS);
    Map<String, String> given = new TreeMap<>(environment);
    given.values().removeIf(String::isBlank);
    Layer layer = new Layer();
    ForeignSpellings.read(
        given.entrySet().stream()
            .map(each -> new Entry(List.of(each.getKey()), List.of(each.getValue()), each.getKey()))
            .toList(),
        layer);
    given.forEach(
        (name, value) -> {
          if (upper(name).startsWith(PREFIX) && !OTHERS.contains(name)) {
            read(name, value, paths, layer);
          }
        });
    return layer;
  }

  private static void read(String name, String value, Map<String, String> paths, Layer layer) {
    String path = paths.get(upper(name));
    if (path == null) {
      layer.warnings.add(unknown(name, paths.keySet()));
    } else if (path.equals(Layer.RUNS)) {
      layer.set(Setting.of(path, List.of(value), name));
    } else {
      layer.set(Setting.of(path, Setting.split(value.strip()), name));
    }
  }

  private static String unknown(String name, Set<String> variables) {
    String suggestion = Suggestion.of(upper(name), variables, '_');
    return name
        + " names no setting and changes nothing"
        + (suggestion.isEmpty() ? "" : "; " + suggestion);
  }

  private static String variable(String path) {
    return PREFIX + upper(path).replace('.', '_');
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
