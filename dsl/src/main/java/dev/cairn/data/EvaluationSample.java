package dev.cairn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * The windows that an evaluation looks at, in batches. The same arguments give the same windows, so
 * the losses of two evaluations can be compared. The last batch may be smaller than the others; a
 * mean over the windows weighs the batches by their size.
 */
public final class EvaluationSample {

  private EvaluationSample() {}

  /**
   * {@code batches} batches of {@code batch} distinct windows, drawn from all over the text; all
   * windows where there are no more than that.
   */
  public static List<long[]> of(long windows, int batch, int batches, long seed) {
    long wanted = (long) batch * batches;
    if (windows <= wanted) {
      return full(windows, batch);
    }
    return cut(wanted, batch, new Permutation(windows, CounterRandom.mix(seed))::at);
  }

  /** All windows, in the order of the text. */
  public static List<long[]> full(long windows, int batch) {
    return cut(windows, batch, LongUnaryOperator.identity());
  }

  private static List<long[]> cut(long count, int batch, LongUnaryOperator window) {
    var sample = new ArrayList<long[]>();
    for (long first = 0; first < count; first += batch) {
      sample.add(LongStream.range(first, Math.min(count, first + batch)).map(window).toArray());
    }
    return sample;
  }
}
