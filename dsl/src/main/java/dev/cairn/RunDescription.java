package dev.cairn;

import dev.cairn.settings.Setting;
import dev.cairn.train.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a run, and where each came from.
 *
 * @param name the run; empty for what a run has before its script says anything
 * @param settings sorted by path
 */
public record RunDescription(Optional<String> name, List<Value> settings) {

  /** The source of what no one set. */
  public static final String DEFAULT = "default";

  /** The source of what the script set. */
  public static final String SCRIPT = "script";

  /**
   * A setting as it is in force.
   *
   * @param path its path in the DSL
   * @param value a number, a text, true, or a list of these
   * @param source where it came from: {@code default}, {@code cairn.toml:4}, the name of a
   *     variable, {@code script} or {@code command line}
   */
  public record Value(String path, Object value, String source) {}

  /** Copies the list. */
  public RunDescription {
    settings = List.copyOf(settings);
  }

  static RunDescription of(
      Session session, String name, TrainSettings described, TrainSettings inForce) {
    return new RunDescription(
        Optional.of(name),
        values(session, session.layers().of(name), session.spec(name), described, inForce));
  }

  /** What a run has before its script says anything. */
  static RunDescription ofNoScript(Session session) {
    RunSpec spec = RunSpec.defaults();
    SettingPath.set(spec, session.layers().ofAllRuns());
    TrainSettings described = spec.build();
    SettingPath.set(spec, session.commandLine());
    return new RunDescription(
        Optional.empty(),
        values(
            session,
            session.layers().ofAllRuns(),
            RunSpec.from(described),
            described,
            spec.build()));
  }

  private static List<Value> values(
      Session session,
      List<Setting> layers,
      RunSpec below,
      TrainSettings described,
      TrainSettings inForce) {
    Map<String, Object> before = paths(below);
    Map<String, Object> after = described.byPath();
    List<Value> values = new ArrayList<>();
    inForce
        .byPath()
        .forEach(
            (path, value) -> {
              boolean same = after.getOrDefault(path, "").equals(before.get(path));
              String source =
                  last(session.commandLine(), path)
                      .orElseGet(() -> same ? last(layers, path).orElse(DEFAULT) : SCRIPT);
              values.add(new Value(path, value, source));
            });
    return values;
  }

  /** What was set before the script; layers that need the script to fit stand for themselves. */
  private static Map<String, Object> paths(RunSpec below) {
    try {
      return below.build().byPath();
    } catch (IllegalArgumentException e) {
      return RunSpec.defaults().build().byPath();
    }
  }

  /** The source of the last setting that decides a path; one setting may decide several. */
  private static Optional<String> last(List<Setting> settings, String path) {
    return settings.stream()
        .filter(setting -> (path + ".").startsWith(setting.path() + "."))
        .map(Setting::source)
        .reduce((earlier, later) -> later);
  }
}
