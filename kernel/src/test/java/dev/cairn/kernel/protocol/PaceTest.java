package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Pace pace = new Pace();
  private long now = System.nanoTime();

  @Test
  void anOrdinaryCellNeverWaits() {
    for (int i = 0; i < 100; i++) {
      assertThat(pace.charge(5_000, now)).isZero();
    }
  }

  @Test
  void aFloodStaysBelowWhatAServerPassesOnInThreeSeconds() {
    for (long size : new long[] {1, 60_000}) {
      long end = now + 3 * SECOND;
      long bytes = 0;
      long messages = 0;
      while (now < end) {
        bytes += size;
        messages++;
        now += pace.charge(size, now);
      }
      assertThat(bytes).isLessThan(3_000_000);
      assertThat(messages).isLessThan(3_000);
      now += 60 * SECOND;
    }
  }
}
