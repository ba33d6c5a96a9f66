package dev.cairn.compare;

import dev.cairn.train.BatchScore;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much higher the loss of one checkpoint is than that of another, over the same batches: what
 * makes a batch hard for both falls out.
 *
 * @param nats the difference in nats a token
 */
public record Difference(Interval nats) {

  /** What a difference says about the first of the two. */
  public enum Verdict {
    BETTER,
    WORSE,
    /** Zero lies within the interval. */
    MAYBE_NOISE,
    /** Nothing differs, on any batch. */
    SAME
  }

  /**
   * The difference of two evaluations.
   *
   * @throws IllegalArgumentException if they are not of the same batches
   */
  public static Difference of(List<BatchScore> first, List<BatchScore> second) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "%d batches and %d are not the same ones".formatted(first.size(), second.size()));
    }
    double[] differences =
        IntStream.range(0, first.size())
            .mapToDouble(i -> first.get(i).loss() - second.get(i).loss())
            .toArray();
    double[] weights = first.stream().mapToDouble(BatchScore::tokens).toArray();
    return new Difference(Interval.of(differences, weights));
  }

  /** Whether the first is better, by an interval of 95 %. */
  public Verdict verdict() {
    if (nats.low() == 0 && nats.high() == 0) {
      return Verdict.SAME;
    }
    if (nats.covers(0)) {
      return Verdict.MAYBE_NOISE;
    }
    return nats.mean() < 0 ? Verdict.BETTER : Verdict.WORSE;
  }
}
