package dev.cairn.display;

import dev.cairn.store.StoreEvent;
import dev.cairn.train.TrainEvent;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Training as lines of text. On a terminal the last line is a progress bar, drawn again in place at
 * most ten times a second, and what else there is to say stands above it; elsewhere a step gets a
 * plain line, at most one a second, and the last step always.
 */
public final class TrainingLog implements Consumer<TrainEvent>, AutoCloseable {

  private static final long REDRAW_NANOS = 100_000_000;
  private static final long LINE_NANOS = 1_000_000_000;

  private final PrintStream out;
  private final Terminal terminal;
  private final LongSupplier nanos;
  private final Narration narration;
  private final Progress progress = new Progress();

  /** Whether a live display stands beside it. */
  private final boolean besideDisplay;

  private long drawnNanos;
  private int drawnLength;
  private boolean drawnBefore;

  TrainingLog(PrintStream out, Terminal terminal, Path runs, LongSupplier nanos) {
    this(out, terminal, runs, nanos, false);
  }

  private TrainingLog(
      PrintStream out, Terminal terminal, Path runs, LongSupplier nanos, boolean besideDisplay) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.narration = new Narration(terminal, runs);
    this.besideDisplay = besideDisplay;
  }

  /**
   * A log on standard error, so that what a script prints can be piped on its own.
   *
   * @param runs the directory of runs; a run is called by what comes below it
   */
  public static TrainingLog toStandardError(Path runs) {
    return new TrainingLog(System.err, Terminal.standardError(), runs, System::nanoTime);
  }

  /** A log for a notebook, where a live display of the run shows steps, saves and metrics. */
  public static TrainingLog besideDisplay(PrintStream out, Path runs) {
    Terminal notebook = new Terminal(Terminal.DEFAULT_WIDTH, false, false, true);
    return new TrainingLog(out, notebook, runs, System::nanoTime, true);
  }

  @Override
  public synchronized void accept(TrainEvent event) {
    long now = nanos.getAsLong();
    progress.accept(event, now);
    if (besideDisplay && isDisplayed(event)) {
      return;
    }
    if (event instanceof TrainEvent.Stepped stepped) {
      show(stepped, now);
      return;
    }
    narration.lines(event, progress, now).forEach(this::print);
  }

  private static boolean isDisplayed(TrainEvent event) {
    return event instanceof TrainEvent.Stepped
        || event instanceof TrainEvent.Evaluated
        || event instanceof TrainEvent.Finished
        || (event instanceof TrainEvent.Stored stored && isRoutine(stored.event()));
  }

  private static boolean isRoutine(StoreEvent event) {
    return event instanceof StoreEvent.Saving
        || event instanceof StoreEvent.Saved
        || event instanceof StoreEvent.Deleting
        || event instanceof StoreEvent.NewBest
        || event instanceof StoreEvent.SetAside;
  }

  /** Prints a line above the bar. */
  public synchronized void println(String line) {
    print(Line.plain(line));
  }

  private void print(Line line) {
    clear();
    out.println(line.render(terminal));
    out.flush();
  }

  /** Leaves the bar as it is and ends its line. */
  @Override
  public synchronized void close() {
    if (drawnLength > 0) {
      out.println();
      drawnLength = 0;
    }
    out.flush();
  }

  private void show(TrainEvent.Stepped stepped, long now) {
    boolean last = stepped.step() == stepped.target();
    long interval = terminal.live() ? REDRAW_NANOS : LINE_NANOS;
    if (drawnBefore && !last && now - drawnNanos < interval) {
      return;
    }
    drawnBefore = true;
    drawnNanos = now;
    if (terminal.live()) {
      draw(progress.bar(terminal, now));
    } else {
      out.println(progress.line(now));
    }
    out.flush();
  }

  private void draw(String bar) {
    out.print("\r" + bar + " ".repeat(Math.max(0, drawnLength - bar.length())));
    drawnLength = bar.length();
  }

  private void clear() {
    if (drawnLength > 0) {
      out.print("\r" + " ".repeat(drawnLength + Progress.ECHO) + "\r");
      drawnLength = 0;
    }
  }
}
