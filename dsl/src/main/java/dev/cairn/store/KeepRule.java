package dev.cairn.store;

import java.time.Duration;

/** One reason to keep a checkpoint. */
public sealed interface KeepRule {

  /** Keeps the {@code count} newest, by step. */
  record KeepLast(int count) implements KeepRule {
    public KeepLast {
      requirePositive("keepLast", count);
    }
  }

  /** Keeps the {@code count} best by the metric of {@link BestBy}; of equals, the oldest. */
  record KeepBest(int count) implements KeepRule {
    public KeepBest {
      requirePositive("keepBest", count);
    }
  }

  /** Keeps each checkpoint whose step is a multiple of {@code steps}. */
  record KeepEvery(long steps) implements KeepRule {
    public KeepEvery {
      requirePositive("keepEvery", steps);
    }
  }

  /** Keeps each checkpoint that was saved no longer than {@code age} before the newest one. */
  record KeepYoung(Duration age) implements KeepRule {
    public KeepYoung {
      if (age.isNegative() || age.isZero()) {
        throw new IllegalArgumentException(
            "olderThan(" + age + ") keeps nothing; write olderThan(days(7)), or keepAll()");
      }
    }
  }

  /** Keeps everything. */
  record KeepAll() implements KeepRule {}

  private static void requirePositive(String rule, long given) {
    if (given < 1) {
      throw new IllegalArgumentException(
          rule + "(" + given + ") keeps nothing; give a number of at least 1, or keepAll()");
    }
  }
}
