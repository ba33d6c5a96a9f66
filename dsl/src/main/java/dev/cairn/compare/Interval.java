package dev.cairn.compare;

import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean and where the true one lies with a confidence of 95 %, by Student's t.
 *
 * @param mean the weighted mean
 * @param margin how far the interval reaches to either side; NaN for a single value
 * @param count how many values it is of
 */
public record Interval(double mean, double margin, int count) {

  private static final double CONFIDENCE = 0.95;

  /**
   * The interval of independent values.
   *
   * @param weights how much each counts, such as the size of its batch
   * @throws IllegalArgumentException if there are no values, or not a weight for each
   */
  public static Interval of(double[] values, double[] weights) {
    int count = values.length;
    if (count == 0 || weights.length != count) {
      throw new IllegalArgumentException(
          "%d values and %d weights have no mean".formatted(count, weights.length));
    }
    double weight = IntStream.range(0, count).mapToDouble(i -> weights[i]).sum();
    double mean = IntStream.range(0, count).mapToDouble(i -> weights[i] * values[i]).sum() / weight;
    if (count == 1) {
      return new Interval(mean, Double.NaN, count);
    }
    double squares =
        IntStream.range(0, count)
            .mapToDouble(i -> Math.pow(weights[i] * (values[i] - mean) / weight, 2))
            .sum();
    // Values of unequal weight tell less than as many of the same: Kish's effective sample size
    // (Survey Sampling, 1965). Of equal weights it is their number.
    double all = IntStream.range(0, count).mapToDouble(i -> weights[i] * weights[i]).sum();
    double effective = weight * weight / all;
    double error = Math.sqrt(squares * effective / (effective - 1));
    return new Interval(mean, quantile(effective - 1) * error, count);
  }

  /** The interval of independent values that count alike. */
  public static Interval of(double... values) {
    return of(values, IntStream.range(0, values.length).mapToDouble(i -> 1).toArray());
  }

  /** The lower end. */
  public double low() {
    return mean - margin;
  }

  /** The upper end. */
  public double high() {
    return mean + margin;
  }

  /** Whether a value lies in it; with a single value nothing is ruled out. */
  public boolean covers(double value) {
    return !(value < low() || value > high());
  }

  private static double quantile(double degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
  }
}
