package dev.cairn.kernel.cell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cell while it runs: the thread that runs it, those that it starts, and whether it was
 * interrupted. There is one at a time; the threads of earlier ones go on being theirs.
 */
public final class RunningCell implements AutoCloseable {
  private static final InheritableThreadLocal<@Nullable RunningCell> OF_THREAD =
      new InheritableThreadLocal<>();

  /** Calls that swallow an interrupt get another one. */
  private static final long AGAIN_MILLIS = 50;

  /** So often after its end, the threads of a stopped cell are looked for. */
  private static final int LAST_ROUNDS = 200;

  /** Threads that cannot be listed, virtual ones, have as long as this to come to a check. */
  private static final int FIRST_ROUNDS = 2;

  private static volatile @Nullable RunningCell current;
  private static volatile int begun;

  /** Whose interrupt also concerns the common pool's workers, which belong to no cell. */
  private static volatile @Nullable RunningCell poolStopper;

  private final int number;
  private final Thread thread = Thread.currentThread();
  private final CellThreads started = new CellThreads();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Deque<Runnable> handlers = new ArrayDeque<>();
  private int depth = 1;
  private volatile boolean stopped;

  private RunningCell(int number) {
    this.number = number;
  }

  /** Like {@link #begin(int)}, where nobody numbers the cells: with the next number. */
  public static RunningCell begin() {
    return begin(begun + 1);
  }

  /**
   * Begins a cell on this thread; inside of one, goes on with that one.
   *
   * @param number as the notebook shows it
   */
  public static synchronized RunningCell begin(int number) {
    RunningCell running = current;
    if (running != null && running.thread == Thread.currentThread()) {
      running.depth++;
      return running;
    }
    RunningCell cell = new RunningCell(number);
    begun = number;
    poolStopper = null;
    OF_THREAD.set(cell);
    current = cell;
    return cell;
  }

  /** The number of the cell, as the notebook shows it. */
  public int number() {
    return number;
  }

  /** Whether an interrupt was to stop it; one that was handed to somebody else does not count. */
  public boolean interrupted() {
    return stopped;
  }

  /** Ends the cell. Nothing of an interrupt is left to the next one. */
  @Override
  public void close() {
    synchronized (RunningCell.class) {
      depth--;
      if (depth > 0) {
        return;
      }
      current = null;
    }
    OF_THREAD.remove();
    synchronized (this) {
      end.countDown();
      if (stopped) {
        Thread.interrupted();
      }
    }
  }

  static Optional<RunningCell> current() {
    return Optional.ofNullable(current);
  }

  static Optional<RunningCell> ofThread() {
    return Optional.ofNullable(OF_THREAD.get());
  }

  /** Called by a stop check while any interrupt goes on. */
  static void endIfStopped() {
    Thread thread = Thread.currentThread();
    RunningCell cell = isOfCommonPool(thread) ? poolStopper : OF_THREAD.get();
    if (cell == null || !cell.stops()) {
      return;
    }
    if (thread != cell.thread) {
      CellThreads.endSilently(thread);
    }
    throw new CellStopped();
  }

  void interrupt() {
    Runnable handler;
    synchronized (this) {
      handler = handlers.peek();
      if (handler == null) {
        stop();
      }
    }
    if (handler != null) {
      handler.run();
    }
  }

  /** From now on, interrupts go there, and what is left of an earlier one is taken back. */
  synchronized void push(Runnable handler) {
    handlers.push(handler);
    if (stopped) {
      Thread.interrupted();
    }
  }

  synchronized void remove(Runnable handler) {
    handlers.remove(handler);
  }

  private synchronized boolean stops() {
    return stopped && handlers.isEmpty();
  }

  private void stop() {
    if (stopped || end.getCount() == 0) {
      return;
    }
    stopped = true;
    poolStopper = this;
    StopChecks.raise();
    Thread follower = new Thread(this::follow, "cell-interrupt");
    follower.setDaemon(true);
    follower.start();
  }

  /** Until the cell has ended and its threads have too, or will not. */
  private void follow() {
    try {
      int rounds = 0;
      while ((interruptAll() || rounds < FIRST_ROUNDS) && rounds < LAST_ROUNDS) {
        if (end.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
          rounds++;
          TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
      }
    } catch (InterruptedException nobodyDoesThis) {
      Thread.currentThread().interrupt();
    } finally {
      StopChecks.lower();
    }
  }

  /** Returns whether the cell or a thread of it goes on. */
  private synchronized boolean interruptAll() {
    boolean running = end.getCount() > 0;
    if (!handlers.isEmpty()) {
      return true;
    }
    if (running) {
      thread.interrupt();
    }
    return started.interrupt(thread) || running;
  }

  private static boolean isOfCommonPool(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }
}
