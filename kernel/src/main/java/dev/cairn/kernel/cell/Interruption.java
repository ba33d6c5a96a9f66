package dev.cairn.kernel.cell;

/** How the cell that runs is stopped, and how a library call says that it must not be. */
public final class Interruption {
  private Interruption() {}

  /**
   * Stops the running cell, if there is one: its code and that of the threads it started ends at
   * the next stop check, and calls that wait end with what {@link Thread#interrupt} does. Returns
   * at once; any thread may call it.
   */
  public static void interrupt() {
    RunningCell.current().ifPresent(RunningCell::interrupt);
  }

  /**
   * Runs something that an interrupt must not touch; one that comes meanwhile stops the cell right
   * after it.
   */
  public static <E extends Exception> void shielded(Action<E> action) throws E {
    Shield shield = new Shield();
    shield.raise();
    try {
      action.run();
    } finally {
      shield.lower();
    }
  }

  /**
   * Runs something that stops by itself when it is asked to: while it runs, an interrupt of the
   * cell calls the handler instead, each time and on the thread that interrupts, and no thread is
   * interrupted. The handler of the call that began last counts.
   */
  public static <E extends Exception> void handledBy(Runnable handler, Action<E> action) throws E {
    RunningCell cell = RunningCell.ofThread().orElse(null);
    if (cell == null) {
      action.run();
      return;
    }
    cell.push(handler);
    try {
      action.run();
    } finally {
      cell.remove(handler);
    }
  }

  /** Something to run. */
  @FunctionalInterface
  public interface Action<E extends Exception> {
    void run() throws E;
  }
}
