package dev.cairn.kernel.kotlin;

import java.lang.ref.WeakReference;

/** Whether the garbage collector takes something. */
final class Collected {
  private Collected() {}

  static boolean isCollected(WeakReference<Object> reference) {
    for (int i = 0; i < 10 && reference.get() != null; i++) {
      System.gc();
    }
    return reference.get() == null;
  }
}
