package dev.cairn.cli;

import dev.cairn.display.Ink;
import dev.cairn.display.Terminal;
import dev.cairn.display.Units;
import dev.cairn.share.ShareEvent;
import dev.cairn.store.Checkpoint;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How far an export, an import or an archive is, on standard error: one line drawn again on a
 * terminal, and in a pipe a line every few seconds.
 */
final class ShareOutput implements Consumer<ShareEvent>, AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration NEXT_LINE = Duration.ofSeconds(5);
  private static final String ERASE = "\r\u001b[K";

  private final String verb;
  private final PrintWriter err;
  private final Terminal terminal;
  private long drawnNanos = System.nanoTime();
  private boolean drawn;

  /**
   * @param verb what is done: exporting
   */
  ShareOutput(String verb, PrintWriter err) {
    this.verb = verb;
    this.err = err;
    this.terminal = Terminal.standardError();
  }

  @Override
  public void accept(ShareEvent event) {
    if (event instanceof ShareEvent.Progressed progressed) {
      progress(progressed);
    } else if (event instanceof ShareEvent.LeftOut left) {
      line(Ink.YELLOW, "Left out: " + left.what() + ": " + left.reason());
    } else if (event instanceof ShareEvent.Imported imported) {
      Checkpoint checkpoint = imported.checkpoint();
      line(
          Ink.PLAIN,
          "Imported %s, %s".formatted(checkpoint.name(), Units.bytes(checkpoint.bytes())));
    }
  }

  /** Takes the line away that was drawn last. */
  @Override
  public void close() {
    erase();
    err.flush();
  }

  private void progress(ShareEvent.Progressed at) {
    long now = System.nanoTime();
    Duration pause = terminal.live() ? REDRAW : NEXT_LINE;
    if (now - drawnNanos < pause.toNanos()) {
      return;
    }
    drawnNanos = now;
    String text =
        "%s %3d%%  %s of %s  %s"
            .formatted(
                verb,
                at.total() == 0 ? 100 : Math.round(100.0 * at.done() / at.total()),
                Units.bytes(at.done()),
                Units.bytes(at.total()),
                at.what());
    if (terminal.live()) {
      err.print(ERASE + text.substring(0, Math.min(text.length(), terminal.width() - 1)));
      err.flush();
      drawn = true;
    } else {
      err.println(text);
    }
  }

  private void line(Ink ink, String text) {
    erase();
    err.println(ink.paint(text, terminal));
  }

  private void erase() {
    if (drawn) {
      err.print(ERASE);
      drawn = false;
    }
  }
}
