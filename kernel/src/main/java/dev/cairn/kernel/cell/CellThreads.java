package dev.cairn.kernel.cell;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The threads that a cell started for code of its own. Those that a library started on the way,
 * such as one that writes a checkpoint, are left alone, whatever code they call.
 */
final class CellThreads {
  private final Set<Thread> before = Collections.newSetFromMap(new WeakHashMap<>());

  CellThreads() {
    before.addAll(alive());
  }

  /** Returns whether there is one that goes on. */
  boolean interrupt(Thread main) {
    boolean any = false;
    Set<Thread> candidates = new HashSet<>(alive());
    candidates.removeAll(before);
    candidates.remove(main);
    if (candidates.isEmpty()) {
      return false;
    }
    for (Map.Entry<Thread, StackTraceElement[]> one : Thread.getAllStackTraces().entrySet()) {
      if (candidates.contains(one.getKey()) && runsCellCode(one.getValue())) {
        one.getKey().interrupt();
        any = true;
      }
    }
    return any;
  }

  /** Keeps the end of a stopped thread from being reported as an error. */
  static void endSilently(Thread thread) {
    UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler(
        (dying, error) -> {
          if (!(error instanceof CellStopped)) {
            before.uncaughtException(dying, error);
          }
        });
  }

  /** Whether the first code on a thread that is not the JDK's came from a cell. */
  private static boolean runsCellCode(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      if (!isOfJdk(stack[i])) {
        return SnippetClasses.contains(stack[i]);
      }
    }
    return false;
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  private static Set<Thread> alive() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] threads = new Thread[all.activeCount() + 16];
    int count = all.enumerate(threads);
    return new HashSet<>(Arrays.asList(threads).subList(0, count));
  }
}
