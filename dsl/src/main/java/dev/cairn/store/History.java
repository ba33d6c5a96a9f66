package dev.cairn.store;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Appends to a run's {@code history.jsonl}; each line is durable before the call returns. */
final class History {
  static final String REWOUND = "rewound";
  static final String BACKED_UP = "backed_up";

  private static final String KIND = "event";
  private static final String TIME = "time";

  private final JsonLines lines;
  private final InstantSource clock;

  History(JsonLines lines, InstantSource clock) {
    this.lines = lines;
    this.clock = clock;
  }

  void append(String kind, Map<String, ?> details) throws IOException {
    Map<String, Object> line = new TreeMap<>(details);
    line.put(KIND, kind);
    line.put(TIME, clock.instant().toString());
    lines.append(line);
    lines.force();
  }

  static Optional<HistoryEntry> parse(Map<String, Object> line) {
    Map<String, Object> details = new HashMap<>(line);
    details.values().removeIf(value -> value == null);
    Object kind = details.remove(KIND);
    Object time = details.remove(TIME);
    try {
      return kind == null || time == null
          ? Optional.empty()
          : Optional.of(new HistoryEntry(Instant.parse(time.toString()), kind.toString(), details));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  void close() throws IOException {
    lines.close();
  }
}
