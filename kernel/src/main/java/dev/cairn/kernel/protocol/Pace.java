package dev.cairn.kernel.protocol;

import java.util.concurrent.TimeUnit;

/**
 * Slows down cells that send more than a server passes on. By default a Jupyter server drops what
 * exceeds 1,000,000 bytes or 1,000 messages a second, taken over three seconds; a table at the end
 * of the cell is then lost with the flood before it. So whoever sends more waits.
 */
final class Pace {

  /** May be sent at once; with three seconds of {@link #RATE}, less than a server's limit. */
  private static final long BURST = 1_000_000;

  /** Bytes a second, afterwards. */
  private static final long RATE = 600_000;

  /** What a message counts at least, so that their number keeps within the limit too. */
  private static final long LEAST = 1_000;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long free = BURST;
  private long last = System.nanoTime();

  /** Returns when so many bytes, just sent, are paid for; at once if the thread is interrupted. */
  void sent(long bytes) {
    long debt = charge(bytes, System.nanoTime());
    if (debt <= 0) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(debt);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to wait, in nanoseconds. */
  synchronized long charge(long bytes, long now) {
    double earned = (double) (now - last) * RATE / SECOND;
    last = now;
    free = (long) Math.min(BURST, free + earned) - Math.max(bytes, LEAST);
    return free >= 0 ? 0 : -free * SECOND / RATE;
  }
}
