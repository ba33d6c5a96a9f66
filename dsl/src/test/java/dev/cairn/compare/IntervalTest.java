package dev.cairn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.train.BatchScore;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {

  @Test
  void theIntervalIsThatOfATable() {
    // t(0.975, 4) = 2.776; the standard error of 1..5 is sqrt(2.5 / 5).
    Interval interval = Interval.of(1, 2, 3, 4, 5);
    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.margin()).isCloseTo(2.776 * Math.sqrt(0.5), within(1e-3));
  }

  @Test
  void aSingleValueRulesNothingOut() {
    assertThat(Interval.of(1).covers(100)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 20})
  void theIntervalCoversTheTrueMeanAsOftenAsItSays(int count) {
    Random random = new Random(7);
    long covered =
        IntStream.range(0, 20_000)
            .filter(
                draw ->
                    Interval.of(DoubleStream.generate(random::nextGaussian).limit(count).toArray())
                        .covers(0))
            .count();
    assertThat(covered / 20_000.0).isBetween(0.94, 0.96);
  }

  /** The last batch of a sample may be short, and its mean less certain by as much. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 20})
  void aShortLastBatchMakesTheIntervalNotTooNarrow(int count) {
    double[] weights =
        IntStream.range(0, count).mapToDouble(i -> i == count - 1 ? 1 : 12).toArray();
    Random random = new Random(11);
    long covered =
        IntStream.range(0, 20_000)
            .filter(draw -> Interval.of(means(weights, random), weights).covers(0))
            .count();
    assertThat(covered / 20_000.0).isBetween(0.94, 1.0);
  }

  private static double[] means(double[] weights, Random random) {
    return DoubleStream.of(weights)
        .map(weight -> random.nextGaussian() / Math.sqrt(weight))
        .toArray();
  }

  @Test
  void aDifferenceThatEveryBatchShowsIsNoNoise() {
    List<BatchScore> easy = scores(1.0, 2.0, 3.0);
    assertThat(Difference.of(scores(1.1, 2.11, 3.12), easy).verdict())
        .isEqualTo(Difference.Verdict.WORSE);
    assertThat(Difference.of(scores(1.1, 1.9, 3.01), easy).verdict())
        .isEqualTo(Difference.Verdict.MAYBE_NOISE);
  }

  private static List<BatchScore> scores(double... losses) {
    return DoubleStream.of(losses).mapToObj(loss -> new BatchScore(10, 10, loss, 5)).toList();
  }
}
