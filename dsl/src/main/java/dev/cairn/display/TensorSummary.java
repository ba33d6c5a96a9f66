package dev.cairn.display;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * What is to be said of a tensor.
 *
 * @param finite how many values are finite numbers; 0 too for dtypes that are not read here
 * @param histogram the finite values in equal parts from the least to the greatest
 */
record TensorSummary(
    String name,
    String dtype,
    String shape,
    String first,
    double min,
    double mean,
    double max,
    long finite,
    long notFinite,
    List<Long> histogram) {

  private static final int PARTS = 16;
  private static final int FIRST = 5;
  private static final int BLOCK = 1 << 17;

  static TensorSummary of(NamedTensor tensor) throws IOException {
    Range range = new Range();
    forEach(tensor, range::add);
    long[] parts = new long[PARTS];
    forEach(tensor, value -> range.count(value, parts));
    List<Long> histogram = new ArrayList<>();
    for (long part : parts) {
      histogram.add(part);
    }
    return new TensorSummary(
        tensor.name(),
        tensor.dtype().name(),
        tensor.shape().toString(),
        range.first.stream().map(Units::metric).collect(Collectors.joining(", "))
            + (range.seen > FIRST ? ", ..." : ""),
        range.min,
        range.finite == 0 ? Double.NaN : range.sum / range.finite,
        range.max,
        range.finite,
        range.seen - range.finite,
        range.finite == 0 ? List.of() : List.copyOf(histogram));
  }

  private static void forEach(NamedTensor tensor, DoubleConsumer consumer) throws IOException {
    if (!Values.readable(tensor.dtype())) {
      return;
    }
    Values values = Values.of(tensor);
    double[] block = new double[BLOCK];
    long size = tensor.shape().size();
    for (long first = 0; first < size; first += BLOCK) {
      int count = (int) Math.min(BLOCK, size - first);
      values.read(first, block, count);
      for (int i = 0; i < count; i++) {
        consumer.accept(block[i]);
      }
    }
  }

  private static final class Range {
    private final List<Double> first = new ArrayList<>();
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private long finite;
    private long seen;

    void add(double value) {
      seen++;
      if (first.size() < FIRST) {
        first.add(value);
      }
      if (Double.isFinite(value)) {
        finite++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }

    void count(double value, long[] parts) {
      if (Double.isFinite(value)) {
        double place = max > min ? (value - min) / (max - min) : 0;
        parts[(int) Math.min(PARTS - 1, place * PARTS)]++;
      }
    }
  }
}
