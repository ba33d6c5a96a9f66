package dev.cairn.kernel.java;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a cell and its test tell each other; public, since cells live in a package of their own. */
public final class Signal {
  private static volatile CountDownLatch begun = new CountDownLatch(1);
  private static volatile CountDownLatch ended = new CountDownLatch(1);

  private Signal() {}

  static void reset() {
    begun = new CountDownLatch(1);
    ended = new CountDownLatch(1);
  }

  /** Called by the cell. */
  public static void begun() {
    begun.countDown();
  }

  /** Called by a thread of the cell's. */
  public static void ended() {
    ended.countDown();
  }

  static boolean awaitBegun() throws InterruptedException {
    return begun.await(20, TimeUnit.SECONDS);
  }

  static boolean awaitEnded() throws InterruptedException {
    return ended.await(20, TimeUnit.SECONDS);
  }
}
