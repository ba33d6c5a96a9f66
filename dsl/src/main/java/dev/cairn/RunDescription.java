package dev.cairn;

import dev.cairn.settings.Setting;
import dev.cairn.train.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /**
   * A run as its script leaves it.
   *
   * @param described what the script and the layers below it say
   * @param inForce what holds with the command line over it
   */
  static RunDescription of(
      Session session, String name, TrainSettings described, TrainSettings inForce) {
    List<Setting> layers = session.layers().of(name);
    return new RunDescription(
        Optional.of(name), values(session.commandLine(), layers, described, inForce));
  }

  /** What a run has before its script says anything. */
  static RunDescription ofNoScript(Session session) {
    List<Setting> layers = session.layers().ofAllRuns();
    RunSpec spec = RunSpec.defaults();
    SettingPath.set(spec, layers);
    TrainSettings described = spec.build();
    SettingPath.set(spec, session.commandLine());
    return new RunDescription(
        Optional.empty(), values(session.commandLine(), layers, described, spec.build()));
  }

  private static List<Value> values(
      List<Setting> options, List<Setting> layers, TrainSettings described, TrainSettings inForce) {
    List<Value> values = new ArrayList<>();
    inForce
        .byPath()
        .forEach(
            (path, value) -> {
              String source =
                  last(options, path)
                      .map(Setting::source)
                      .orElseGet(() -> source(path, last(layers, path), described));
              values.add(new Value(path, value, source));
            });
    return values;
  }

  /** The layer if the script leaves it in force: then setting it again changes nothing. */
  private static String source(String path, Optional<Setting> layer, TrainSettings described) {
    Object value = described.byPath().get(path);
    Map<String, Object> again = with(RunSpec.from(described), layer.stream().toList());
    if (layer.isPresent()) {
      return Objects.equals(again.get(path), value) ? layer.get().source() : SCRIPT;
    }
    Map<String, Object> defaults = RunSpec.defaults().build().byPath();
    return Objects.equals(defaults.get(path), value) ? DEFAULT : SCRIPT;
  }

  /** The last setting that decides a path; one setting may decide several. */
  private static Optional<Setting> last(List<Setting> settings, String path) {
    return settings.stream()
        .filter(setting -> (path + ".").startsWith(setting.path() + "."))
        .filter(setting -> decides(setting, path))
        .reduce((earlier, later) -> later);
  }

  /** Tells {@code saveEvery(100)} from {@code saveEvery(10, MINUTES)}, which are both in force. */
  private static boolean decides(Setting setting, String path) {
    Map<String, Object> alone = with(RunSpec.defaults(), List.of(setting));
    return alone.isEmpty() || alone.containsKey(path);
  }

  /** Values by path; none where the setting does not fit what there is. */
  private static Map<String, Object> with(RunSpec spec, List<Setting> more) {
    try {
      SettingPath.set(spec, more);
      return spec.build().byPath();
    } catch (IllegalArgumentException e) {
      return Map.of();
    }
  }
}
