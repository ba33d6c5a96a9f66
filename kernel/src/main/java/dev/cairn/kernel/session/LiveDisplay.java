package dev.cairn.kernel.session;

import dev.cairn.display.Display;
import dev.cairn.kernel.protocol.Outputs;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One display that is drawn again five times a second while it is open, and a last time when it is
 * closed. It is sent only where it differs from what is shown.
 */
final class LiveDisplay implements AutoCloseable {

  /** A server drops messages where they come too fast; five a second look live. */
  private static final long INTERVAL_MILLIS = 200;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "cairn-live-display");
            thread.setDaemon(true);
            return thread;
          });

  private final Outputs outputs;
  private final Picture picture;
  private final String id = UUID.randomUUID().toString();
  private final Future<?> drawing;
  private Map<String, Object> shown;

  /** What is shown, made anew for each drawing. */
  @FunctionalInterface
  interface Picture {
    /** As it is now. */
    Display look() throws IOException;

    /** Whether nothing more will change. */
    default boolean ended() throws IOException {
      return false;
    }
  }

  private LiveDisplay(Outputs outputs, Picture picture) throws IOException {
    this.outputs = outputs;
    this.picture = picture;
    this.shown = Rendering.of(picture.look());
    outputs.display(shown, Map.of(), id);
    this.drawing =
        CLOCK.scheduleWithFixedDelay(
            this::drawOrTryAgain, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Shows the picture, and goes on showing it.
   *
   * @throws IOException if the picture cannot be made
   */
  static LiveDisplay open(Outputs outputs, Picture picture) throws IOException {
    return new LiveDisplay(outputs, picture);
  }

  private synchronized void draw() throws IOException {
    boolean ended = picture.ended();
    Map<String, Object> now = Rendering.of(picture.look());
    if (!now.equals(shown)) {
      shown = now;
      outputs.updateDisplay(now, Map.of(), id);
    }
    if (ended) {
      drawing.cancel(false);
    }
  }

  // The run's own process may be replacing what is being read.
  private void drawOrTryAgain() {
    try {
      draw();
    } catch (IOException | RuntimeException nextTime) {
      return;
    }
  }

  @Override
  public void close() {
    drawing.cancel(false);
    drawOrTryAgain();
  }
}
