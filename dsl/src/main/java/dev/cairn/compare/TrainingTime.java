package dev.cairn.compare;

import dev.cairn.store.MetricsLine;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** How long a run has trained, told by its log, which spans the pauses between its processes. */
final class TrainingTime {

  /** A pause is so many times as long as the usual way from one line to the next, or longer. */
  private static final int PAUSE = 20;

  private TrainingTime() {}

  /** The time from line to line; a pause counts as the usual one. */
  static Duration of(List<MetricsLine> lines) {
    long[] gaps =
        LongStream.range(1, lines.size())
            .map(i -> gap(lines.get((int) i - 1), lines.get((int) i)))
            .toArray();
    long[] sorted = LongStream.of(gaps).sorted().toArray();
    long usual = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    return Duration.ofMillis(
        LongStream.of(gaps).map(gap -> gap > PAUSE * (usual + 1) ? usual : gap).sum());
  }

  private static long gap(MetricsLine one, MetricsLine next) {
    return Math.max(0, Duration.between(one.time(), next.time()).toMillis());
  }
}
