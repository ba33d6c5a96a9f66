package dev.cairn.cli;

import dev.cairn.store.Checkpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What {@code --json} prints. Numbers that JSON does not have, NaN and infinity, become null. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static String format(Object tree) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
  }

  /** A checkpoint of a run. */
  static Map<String, @Nullable Object> checkpoint(String run, Checkpoint checkpoint) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("run", run);
    object.put("step", checkpoint.step());
    object.put("epoch", number(checkpoint.epoch()));
    object.put("path", checkpoint.path().toString());
    object.put("metrics", metrics(checkpoint.metrics()));
    object.put("bytes", checkpoint.bytes());
    object.put("saved_at", checkpoint.savedAt().toString());
    object.put("best", checkpoint.best());
    object.put("latest", checkpoint.latest());
    object.put("pinned", checkpoint.pinned());
    object.put("label", checkpoint.label().orElse(null));
    object.put("valid", checkpoint.valid());
    object.put("damage", checkpoint.damage().orElse(null));
    return object;
  }

  /** Metrics by name. */
  static Map<String, @Nullable Object> metrics(Map<String, Double> metrics) {
    Map<String, @Nullable Object> object = new TreeMap<>();
    metrics.forEach((name, value) -> object.put(name, number(value)));
    return object;
  }

  static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
