package dev.cairn.store;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A run's {@code metrics.jsonl}, which only grows. Lines reach the operating system at once and the
 * disk with the next save.
 */
public final class MetricsLog {
  private static final String STEP = "step";
  private static final String EPOCH = "epoch";
  private static final String TIME = "time";
  private static final String SUPERSEDED_AFTER = "superseded_after";

  private final JsonLines lines;
  private final InstantSource clock;
  private final FullDiskPolicy fullDisk;

  MetricsLog(JsonLines lines, InstantSource clock, FullDiskPolicy fullDisk) {
    this.lines = lines;
    this.clock = clock;
    this.fullDisk = fullDisk;
  }

  /**
   * Logs values of one step.
   *
   * @throws IllegalArgumentException if a value is called step, epoch or time
   * @throws CheckpointFailedException if the line cannot be written
   */
  public void append(long step, double epoch, Map<String, Double> values) throws IOException {
    Map<String, Object> line = new TreeMap<>(values);
    requireFree(line, STEP, step);
    requireFree(line, EPOCH, epoch);
    requireFree(line, TIME, clock.instant().toString());
    fullDisk.attempt(lines.file(), () -> lines.append(line));
  }

  /** Takes back, without rewriting them, the lines of steps after {@code step}. */
  void supersedeAfter(long step) throws IOException {
    Map<String, ?> line = Map.of(SUPERSEDED_AFTER, step, TIME, clock.instant().toString());
    fullDisk.attempt(lines.file(), () -> lines.append(line));
  }

  /** Returns when the lines are durable. */
  void force() throws IOException {
    lines.force();
  }

  void close() throws IOException {
    lines.close();
  }

  /** The lines that count. */
  static List<MetricsLine> effective(List<Map<String, Object>> lines) {
    List<MetricsLine> effective = new ArrayList<>();
    for (Map<String, Object> line : lines) {
      supersededAfter(line)
          .ifPresentOrElse(
              step -> effective.removeIf(earlier -> earlier.step() > step),
              () -> parse(line).ifPresent(effective::add));
    }
    return List.copyOf(effective);
  }

  /** The step that a line is of; empty if it is none of metrics. */
  static OptionalLong step(Map<String, Object> line) {
    return line.get(STEP) instanceof Number step
        ? OptionalLong.of(step.longValue())
        : OptionalLong.empty();
  }

  /** The step that a line takes back all later ones of; empty for a line of metrics. */
  static OptionalLong supersededAfter(Map<String, Object> line) {
    return line.get(SUPERSEDED_AFTER) instanceof Number step
        ? OptionalLong.of(step.longValue())
        : OptionalLong.empty();
  }

  private static void requireFree(Map<String, Object> line, String key, Object value) {
    if (line.put(key, value) != null) {
      throw new IllegalArgumentException("a metric cannot be called " + key);
    }
  }

  private static Optional<MetricsLine> parse(Map<String, Object> line) {
    if (!(line.get(STEP) instanceof Number step)
        || !(line.get(EPOCH) instanceof Number epoch)
        || !(line.get(TIME) instanceof String time)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MetricsLine(
              step.longValue(), epoch.doubleValue(), Instant.parse(time), values(line)));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  static Map<String, Double> values(Map<String, Object> line) {
    return line.entrySet().stream()
        .filter(entry -> !List.of(STEP, EPOCH, TIME).contains(entry.getKey()))
        .filter(entry -> entry.getValue() instanceof Number)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> ((Number) entry.getValue()).doubleValue()));
  }
}
