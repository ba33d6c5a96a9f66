package dev.cairn;

import dev.cairn.settings.Setting;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.train.Goal;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What another process is to train.
 *
 * @param runs the directory of runs
 * @param name the run
 * @param settings its settings by path
 * @param from the checkpoint to begin from or to go back to; empty for the newest of the run
 * @param kind how {@code from} is meant: newest, at, fresh or fork
 * @param goal how far to go
 * @param threads how many threads an operation on the CPU has; 0 for what the engine takes
 */
record WorkOrder(
    String runs,
    String name,
    Map<String, Object> settings,
    String kind,
    String from,
    Goal goal,
    int threads) {

  private static final String CLIPPING = "optimizer.clipNorm";
  private static final String TIME = "checkpoints.saveEvery.time";
  private static final String CONSTANT = "optimizer.constant.warmup";

  /**
   * The order to train a run as it is described here.
   *
   * @throws IllegalArgumentException if its settings do not survive the way
   */
  static WorkOrder of(
      Path runs, String name, TrainSettings settings, StartPoint start, Goal goal, int threads) {
    WorkOrder order =
        new WorkOrder(
            runs.toAbsolutePath().toString(),
            name,
            settings.byPath(),
            start.getClass().getSimpleName().toLowerCase(Locale.ROOT),
            checkpoint(start),
            goal,
            threads);
    if (!order.described().equals(settings)) {
      throw new IllegalArgumentException(
          "the run %s is described by more than settings, so another process cannot train it; train(%d) trains it here"
              .formatted(name, goal.target()));
    }
    return order;
  }

  private static String checkpoint(StartPoint start) {
    if (start instanceof StartPoint.At at) {
      return at.checkpoint().toAbsolutePath().toString();
    }
    return start instanceof StartPoint.Fork fork
        ? fork.checkpoint().toAbsolutePath().toString()
        : "";
  }

  String toJson() {
    return HuggingFaceJson.format(
        Map.of(
            "runs",
            runs,
            "name",
            name,
            "settings",
            settings,
            "kind",
            kind,
            "from",
            from,
            "target",
            goal.target(),
            "pause",
            goal.pause(),
            "rungs",
            goal.rungs(),
            "threads",
            threads));
  }

  @SuppressWarnings("unchecked")
  static WorkOrder parse(String json) throws IOException {
    Map<String, Object> values = HuggingFaceJson.parse(json);
    return new WorkOrder(
        String.valueOf(values.get("runs")),
        String.valueOf(values.get("name")),
        (Map<String, Object>) Objects.requireNonNull(values.get("settings")),
        String.valueOf(values.get("kind")),
        String.valueOf(values.get("from")),
        new Goal(
            number(values, "target"),
            number(values, "pause"),
            ((List<?>) Objects.requireNonNull(values.get("rungs")))
                .stream().map(Long.class::cast).toList()),
        (int) number(values, "threads"));
  }

  private static long number(Map<String, Object> values, String name) {
    return Long.parseLong(String.valueOf(values.get(name)));
  }

  StartPoint start() {
    return switch (kind) {
      case "at" -> new StartPoint.At(Path.of(from));
      case "fork" -> new StartPoint.Fork(Path.of(from));
      case "fresh" -> new StartPoint.Fresh();
      default -> new StartPoint.Newest();
    };
  }

  /** The settings, set one after the other by their paths. */
  TrainSettings described() {
    return spec().build();
  }

  RunSpec spec() {
    Map<String, List<String>> paths = new TreeMap<>();
    settings.forEach((path, value) -> paths.put(path, words(value)));
    if (!paths.containsKey(CLIPPING)) {
      paths.put("optimizer.noClipping", List.of("true"));
    }
    List<Setting> list = new ArrayList<>();
    paths.forEach(
        (path, words) -> {
          // A choice that is off has no setting that says so.
          if (!words.equals(List.of("false")) || path.equals("checkpoints.background")) {
            list.add(setting(path, words));
          }
        });
    RunSpec spec = RunSpec.defaults();
    SettingPath.set(spec, list);
    return spec;
  }

  private static Setting setting(String path, List<String> words) {
    return switch (path) {
      case TIME ->
          Setting.onCommandLine(
              "checkpoints.saveEvery", Duration.parse(words.get(0)).toSeconds() + ",SECONDS");
      case CONSTANT -> Setting.onCommandLine("optimizer.constant", words.get(0));
      default -> new Setting(path, words, Setting.COMMAND_LINE, Optional.empty());
    };
  }

  private static List<String> words(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }
}
