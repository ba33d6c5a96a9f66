package dev.cairn.display;

import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The loss of training and evaluations over the steps, with the checkpoints on the axis and the
 * best with a star; of one run, or of several over each other. However long a run is, its HTML
 * stays under 60 kB. At most 16 runs are drawn.
 */
public final class Curves implements Display {

  private static final int MOST_POINTS = 2000;
  private static final int CURVES_OF_A_RUN = 3;
  private static final int MOST_RUNS = 16;

  private final List<RunCurves> runs;
  private final boolean logarithmic;

  private Curves(List<RunCurves> runs, boolean logarithmic) {
    this.runs = List.copyOf(runs);
    this.logarithmic = logarithmic;
  }

  /**
   * The curves of a run.
   *
   * @param name what it is called
   */
  public static Curves of(RunDirectory run, String name) throws IOException {
    return of(RunCurves.of(name, Metrics.of(run), run.checkpoints()));
  }

  static Curves of(RunCurves run) {
    return new Curves(List.of(run), false);
  }

  /** These and others over each other. */
  public Curves with(Curves others) {
    List<RunCurves> all = new ArrayList<>(runs);
    all.addAll(others.runs);
    return new Curves(all, logarithmic || others.logarithmic);
  }

  /** The same on a logarithmic scale; what is not above 0 is left out of it. */
  public Curves logScale() {
    return new Curves(runs, true);
  }

  @Override
  public String text(Terminal terminal) {
    List<RunCurves> shown = shown();
    return isEmpty(shown)
        ? Ink.PLAIN.paint(nothing(), terminal)
        : new CurvesText(shown, logarithmic, terminal).render() + leftOut();
  }

  @Override
  public String html() {
    List<RunCurves> shown = shown();
    Html html = Html.root().fragment(chart());
    return isEmpty(shown)
        ? html.end()
        : html.fragment(CurvesHtml.numbers(shown))
            .element("div", leftOut().strip(), "style", Html.FAINT)
            .end();
  }

  /** The chart alone, as a fragment. */
  String chart() {
    List<RunCurves> shown = shown();
    return isEmpty(shown)
        ? new Html().element("div", nothing().strip(), "style", Html.FAINT).end()
        : CurvesHtml.chart(shown, logarithmic);
  }

  @Override
  public Optional<byte[]> png() {
    List<RunCurves> shown = shown();
    return isEmpty(shown)
        ? Optional.empty()
        : Optional.of(new CurvesDrawing(shown, logarithmic).drawing().png());
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private List<RunCurves> shown() {
    int most = MOST_POINTS / (CURVES_OF_A_RUN * Math.max(1, Math.min(runs.size(), MOST_RUNS)));
    return runs.stream()
        .limit(MOST_RUNS)
        .map(run -> run.thinned(Math.min(RunCurves.MOST_POINTS, most), logarithmic))
        .toList();
  }

  private String leftOut() {
    return runs.size() > MOST_RUNS
        ? "%d more runs are not drawn\n".formatted(runs.size() - MOST_RUNS)
        : "";
  }

  private static boolean isEmpty(List<RunCurves> shown) {
    return shown.stream().noneMatch(run -> run.points().findAny().isPresent());
  }

  private String nothing() {
    String names = String.join(", ", runs.stream().map(RunCurves::name).toList());
    return names
        + (logarithmic ? ": no loss above 0 was logged yet\n" : ": no loss was logged yet\n");
  }
}
