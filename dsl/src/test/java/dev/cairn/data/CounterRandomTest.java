package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Property
  void oneValueGivesTheFirstOutputOfSplitMix64(@ForAll long seed) {
    assertThat(CounterRandom.mix(seed)).isEqualTo(new SplittableRandom(seed).nextLong());
  }

  @Test
  void theOrderOfTheValuesMatters() {
    assertThat(CounterRandom.mix(1, 2)).isNotEqualTo(CounterRandom.mix(2, 1));
  }

  @Test
  void aTrailingZeroMatters() {
    assertThat(CounterRandom.mix(1, 0)).isNotEqualTo(CounterRandom.mix(1));
  }

  @Test
  void theBitsOfAKnownTripleNeverChange() {
    assertThat(CounterRandom.mix(42, 7, 3)).isEqualTo(8076984150304651870L);
  }

  @Test
  void seedsAndStepsDoNotCollide() {
    var seen = new HashSet<Long>();
    for (long seed = 0; seed < 100; seed++) {
      for (long step = 0; step < 1000; step++) {
        assertThat(seen.add(CounterRandom.mix(seed, step))).isTrue();
      }
    }
  }

  @Property
  void oneFlippedInputBitFlipsAboutHalfTheOutput(@ForAll long seed) {
    int flipped = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      flipped += Long.bitCount(CounterRandom.mix(seed, 5) ^ CounterRandom.mix(seed ^ 1L << bit, 5));
    }
    assertThat(flipped / (double) Long.SIZE).isBetween(26.0, 38.0);
  }
}
