package dev.cairn.kernel.protocol;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * {@code System.out}, {@code System.err} and {@code System.in} for a notebook: what a thread prints
 * belongs to the cell that started it, for as long as it lives.
 */
public final class CellStreams {

  private static final InheritableThreadLocal<@Nullable Outputs> MINE =
      new InheritableThreadLocal<>();

  private static volatile @Nullable Outputs last;

  private CellStreams() {}

  /** Puts them in the place of the process's own. */
  public static void install() {
    System.setOut(printer(Outputs.StreamName.STDOUT));
    System.setErr(printer(Outputs.StreamName.STDERR));
    System.setIn(input());
  }

  /**
   * What this thread prints, and the threads that it starts, goes to a cell from now on; so does
   * what is printed by threads that no cell has started, until the next cell. The protocol does
   * this for the thread that calls {@link Answers#execute}.
   */
  public static void enter(Outputs outputs) {
    MINE.set(outputs);
    last = outputs;
  }

  static PrintStream printer(Outputs.StreamName name) {
    return new PrintStream(new CellOutputStream(name), true, StandardCharsets.UTF_8);
  }

  static InputStream input() {
    return new CellInputStream();
  }

  /** Where what this thread prints goes: its cell's outputs; null before the first cell. */
  public static @Nullable Outputs current() {
    Outputs mine = isShared(Thread.currentThread()) ? null : MINE.get();
    return mine == null ? last : mine;
  }

  /** The common pool serves every cell, whichever was the first to use it. */
  private static boolean isShared(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }
}
