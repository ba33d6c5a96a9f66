package dev.cairn.store;

import java.time.Instant;
import java.util.Map;

/**
 * What was logged at one step.
 *
 * @param step optimizer steps done
 * @param epoch passes over the data, with its fraction
 * @param time when it was logged
 * @param values the metrics by name; NaN and infinities are allowed
 */
public record MetricsLine(long step, double epoch, Instant time, Map<String, Double> values) {
  public MetricsLine {
    values = Map.copyOf(values);
  }
}
