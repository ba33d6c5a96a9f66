package dev.cairn.share;

import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What another trainer's trainer_state.json or metadata.json says of a checkpoint.
 *
 * @param step optimizer steps done; empty if it does not say
 * @param epoch passes over the data; 0 if it does not say
 * @param metrics the evaluation's results at that step
 * @param bestMetric the name of the metric by which its trainer chose the best
 * @param log what was logged on the way, oldest first
 */
record ForeignState(
    OptionalLong step,
    double epoch,
    Map<String, Double> metrics,
    Optional<String> bestMetric,
    List<Logged> log) {

  static final ForeignState NOTHING =
      new ForeignState(OptionalLong.empty(), 0, Map.of(), Optional.empty(), List.of());

  private static final String EVALUATION = "eval_";
  private static final Set<String> SPEEDS =
      Set.of("eval_runtime", "eval_samples_per_second", "eval_steps_per_second");
  private static final List<String> STEPS = List.of("global_step", "step", "steps");
  private static final List<String> NO_METRICS = List.of("step", "steps", "global_step", "epoch");

  /** What was logged at one step. */
  record Logged(long step, double epoch, Map<String, Double> values) {}

  ForeignState {
    metrics = Map.copyOf(metrics);
    log = List.copyOf(log);
  }

  /** What a folder says of itself; nothing if it has neither file. */
  static ForeignState read(Path folder) throws IOException {
    Path trainer = folder.resolve(FileNames.TRAINER_STATE);
    Path metadata = folder.resolve("metadata.json");
    if (Files.isRegularFile(trainer)) {
      return ofTrainer(parse(trainer));
    }
    return Files.isRegularFile(metadata) ? ofMetadata(parse(metadata)) : NOTHING;
  }

  private static Map<String, Object> parse(Path file) throws IOException {
    try {
      return HuggingFaceJson.parse(Files.readString(file));
    } catch (IOException malformed) {
      throw new IOException(file + ": " + malformed.getMessage(), malformed);
    }
  }

  private static ForeignState ofTrainer(Map<String, Object> tree) {
    List<Logged> log = new ArrayList<>();
    if (tree.get("log_history") instanceof List<?> entries) {
      entries.forEach(entry -> logged(entry).ifPresent(log::add));
    }
    OptionalLong step = step(tree);
    Map<String, Double> metrics = new TreeMap<>();
    log.stream()
        .filter(entry -> step.isPresent() && entry.step() == step.getAsLong())
        .forEach(entry -> metrics.putAll(evaluation(entry.values())));
    return new ForeignState(step, number(tree.get("epoch")), metrics, bestMetric(tree, log), log);
  }

  private static ForeignState ofMetadata(Map<String, Object> tree) {
    Object nested = tree.get("metrics");
    Map<String, Double> metrics = numbers(nested instanceof Map<?, ?> map ? map : tree);
    Object best = tree.get("metric_for_best");
    return new ForeignState(
        step(tree),
        number(tree.get("epoch")),
        metrics,
        best instanceof String name ? Optional.of(name) : Optional.empty(),
        List.of());
  }

  private static Optional<Logged> logged(Object entry) {
    if (entry instanceof Map<?, ?> map && map.get("step") instanceof Number step) {
      return Optional.of(new Logged(step.longValue(), number(map.get("epoch")), numbers(map)));
    }
    return Optional.empty();
  }

  /** The evaluation that gave the best value names the metric. */
  private static Optional<String> bestMetric(Map<String, Object> tree, List<Logged> log) {
    if (!(tree.get("best_metric") instanceof Number best)) {
      return Optional.empty();
    }
    return log.stream()
        .flatMap(entry -> evaluation(entry.values()).entrySet().stream())
        .filter(metric -> metric.getValue() == best.doubleValue())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private static Map<String, Double> evaluation(Map<String, Double> values) {
    Map<String, Double> metrics = new TreeMap<>(values);
    metrics.keySet().removeIf(name -> !name.startsWith(EVALUATION) || SPEEDS.contains(name));
    return metrics;
  }

  private static Map<String, Double> numbers(Map<?, ?> map) {
    Map<String, Double> numbers = new TreeMap<>();
    map.forEach(
        (name, value) -> {
          if (value instanceof Number number && !NO_METRICS.contains(name)) {
            numbers.put(String.valueOf(name), number.doubleValue());
          }
        });
    return numbers;
  }

  private static OptionalLong step(Map<String, Object> tree) {
    return STEPS.stream()
        .map(tree::get)
        .filter(Number.class::isInstance)
        .mapToLong(step -> ((Number) step).longValue())
        .findFirst();
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }
}
