package dev.cairn.store;

import java.time.Instant;
import java.util.Map;

/**
 * One line of a run's history.
 *
 * @param time when it happened
 * @param kind saved, deleted, best, rewound, backed_up, restored, repaired, resumed, interrupted,
 *     failed or the caller's own
 * @param details what JSON can hold, by name
 */
public record HistoryEntry(Instant time, String kind, Map<String, Object> details) {
  public HistoryEntry {
    details = Map.copyOf(details);
  }
}
