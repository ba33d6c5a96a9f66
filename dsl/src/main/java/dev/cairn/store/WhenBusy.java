package dev.cairn.store;

/** What happens to a save that is due while the one before is still being written. */
public enum WhenBusy {
  /** Training waits until that one is durable, then saves. */
  WAIT,
  /** Training goes on without this save, and says so. */
  SKIP
}
