package dev.cairn.store;

import java.time.Duration;

/**
 * What a store leaves free, and how long it keeps what was thrown away.
 *
 * @param minFreeSpace the bytes that a save leaves free on the disk; 0 to use it up
 * @param keepTrash how long damaged, removed and rewound checkpoints stay in the run's trash; zero
 *     to delete them as soon as the store is opened or has saved
 */
public record DiskCare(long minFreeSpace, Duration keepTrash) {

  /** Uses the disk up, and keeps trash for seven days. */
  public static final DiskCare DEFAULT = new DiskCare(0, Duration.ofDays(7));

  public DiskCare {
    if (minFreeSpace < 0) {
      throw new IllegalArgumentException(
          "minFreeSpace(" + minFreeSpace + ") is negative; write it as \"10GB\"");
    }
    if (keepTrash.isNegative()) {
      throw new IllegalArgumentException(
          "keepTrash(" + keepTrash + ") is negative; write keepTrash(days(7))");
    }
  }
}
