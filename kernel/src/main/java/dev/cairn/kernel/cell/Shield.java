package dev.cairn.kernel.cell;

import org.jspecify.annotations.Nullable;

/**
 * What an interrupt must not touch, on and off: a compiler, whose files an interrupt would close.
 * An interrupt that comes while it is up stops the cell when it goes down. A new one is down.
 */
public final class Shield implements Runnable {
  private final @Nullable RunningCell cell = RunningCell.ofThread().orElse(null);
  private volatile boolean asked;

  /** Called by an interrupt while it is up. */
  @Override
  public void run() {
    asked = true;
  }

  /** From now on, nothing is interrupted. */
  public void raise() {
    if (cell != null) {
      cell.push(this);
    }
  }

  /** Lets an interrupt through that came meanwhile. */
  public void lower() {
    if (cell != null) {
      cell.remove(this);
      if (asked) {
        asked = false;
        cell.interrupt();
      }
    }
  }
}
