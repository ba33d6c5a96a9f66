package dev.cairn.display;

import dev.cairn.train.TrainEvent;
import java.io.PrintStream;
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

  private long drawnNanos;
  private int drawnLength;
  private boolean drawnBefore;

  TrainingLog(PrintStream out, Terminal terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.narration = new Narration(terminal);
  }

  /** A log on a stream. */
  public static TrainingLog to(PrintStream out, Terminal terminal) {
    return new TrainingLog(out, terminal, System::nanoTime);
  }

  /** A log on standard error, so that what a script prints can be piped on its own. */
  public static TrainingLog toStandardError() {
    return to(System.err, Terminal.standardError());
  }

  @Override
  public synchronized void accept(TrainEvent event) {
    long now = nanos.getAsLong();
    progress.accept(event, now);
    if (event instanceof TrainEvent.Stepped stepped) {
      show(stepped, now);
      return;
    }
    for (String line : narration.lines(event, progress, now)) {
      clear();
      out.println(line);
    }
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
      out.print("\r" + " ".repeat(drawnLength) + "\r");
      drawnLength = 0;
    }
  }
}
