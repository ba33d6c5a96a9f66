package dev.cairn.display;

import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.util.Optional;

/**
 * A run at one glance: its bar, its evaluations and its curves. Drawn again and again it shows a
 * run that trains, here or in another process; drawn once, one that ended or died.
 */
public final class RunPicture implements Display {

  private final StatusTable status;
  private final MetricsTable metrics;
  private final Curves curves;

  RunPicture(StatusTable status, MetricsTable metrics, Curves curves) {
    this.status = status;
    this.metrics = metrics;
    this.curves = curves;
  }

  /**
   * The picture of a run as it is now; {@link RunWatch} gives one after another at less cost.
   *
   * @param name what it is called
   */
  public static RunPicture of(RunDirectory run, String name) throws IOException {
    return RunWatch.of(run, name).look();
  }

  /** What the run does. */
  public StatusTable status() {
    return status;
  }

  @Override
  public String text(Terminal terminal) {
    StringBuilder text = new StringBuilder(status.line(terminal)).append('\n');
    status.trouble().ifPresent(line -> text.append(Ink.RED.paint(line, terminal)).append('\n'));
    if (!metrics.rows().isEmpty()) {
      text.append('\n').append(metrics.text(terminal));
    }
    return text.append('\n').append(curves.text(terminal)).toString();
  }

  @Override
  public String html() {
    Html html = Html.root();
    status.head(html);
    html.open(
            "div",
            "style",
            "display:flex;flex-wrap:wrap;gap:8px 24px;align-items:flex-start;margin-top:6px")
        .open("div", "style", "flex:1 1 420px;max-width:720px;min-width:0")
        .fragment(curves.chart())
        .close()
        .open("div", "style", "flex:0 1 auto")
        .element("div", metrics.left(), "style", Html.FAINT)
        .fragment(metrics.rows().isEmpty() ? "" : metrics.html());
    return html.end();
  }

  @Override
  public Optional<byte[]> png() {
    return curves.png();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }
}
