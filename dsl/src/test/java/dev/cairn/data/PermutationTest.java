package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

  @Property(tries = 200)
  void everyPositionIsHitOnce(@ForAll @IntRange(min = 1, max = 5000) int size, @ForAll long key) {
    assertThat(values(size, key)).containsExactlyInAnyOrder(LongStream.range(0, size).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 4095, 4096, 4097, 65537})
  void everyPositionIsHitOnceAroundPowersOfTwo(int size) {
    assertThat(values(size, 1)).containsExactlyInAnyOrder(LongStream.range(0, size).toArray());
  }

  @Property
  void aValueOfAVeryLargeRangeStaysInIt(
      @ForAll @LongRange(min = 1L << 32, max = Long.MAX_VALUE) long size, @ForAll long key) {
    assertThat(new Permutation(size, key).at(size - 1)).isBetween(0L, size - 1);
  }

  @Test
  void anotherKeyGivesAnotherOrder() {
    assertThat(values(1000, 1)).isNotEqualTo(values(1000, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 10, 16, 60})
  void theFirstElementIsUnbiased(int size) {
    assertThat(chiSquaredOf(0, size)).isLessThan(limit(size));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 10, 16, 60})
  void theLastElementIsUnbiased(int size) {
    assertThat(chiSquaredOf(size - 1, size)).isLessThan(limit(size));
  }

  @Test
  void neighboursAreScattered() {
    long[] order = values(100_000, 3);
    double jump =
        IntStream.range(1, order.length)
            .mapToLong(i -> Math.abs(order[i] - order[i - 1]))
            .average()
            .orElseThrow();
    // Two independent uniform values are a third of the range apart on average.
    assertThat(jump / order.length).isBetween(0.32, 0.345);
  }

  private static long[] values(int size, long key) {
    var permutation = new Permutation(size, key);
    return LongStream.range(0, size).map(permutation::at).toArray();
  }

  /** How far the counts of one position's value, over 1000 keys for each, are from even. */
  private static double chiSquaredOf(int position, int size) {
    int[] counts = new int[size];
    for (int key = 0; key < 1000 * size; key++) {
      counts[(int) new Permutation(size, CounterRandom.mix(key)).at(position)]++;
    }
    return IntStream.of(counts).mapToDouble(count -> Math.pow(count - 1000, 2) / 1000).sum();
  }

  /** Five standard deviations above the mean of a chi-squared of {@code size - 1} degrees. */
  private static double limit(int size) {
    return size - 1 + 5 * Math.sqrt(2.0 * (size - 1));
  }
}
