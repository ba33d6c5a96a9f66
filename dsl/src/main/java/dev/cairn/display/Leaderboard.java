package dev.cairn.display;

import dev.cairn.compare.Standing;
import dev.cairn.compare.Standings;
import dev.cairn.compare.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The variants of an experiment, the best first: mean and standard deviation of the metric over the
 * seeds, the best checkpoint, the state and the time of training.
 */
public final class Leaderboard implements Display {

  private final Standings standings;

  private Leaderboard(Standings standings) {
    this.standings = standings;
  }

  /** The table of what was read. */
  public static Leaderboard of(Standings standings) {
    return new Leaderboard(standings);
  }

  /**
   * The table of the experiment in a folder, as it is now.
   *
   * @param name what it is called
   */
  public static Leaderboard of(Path folder, String name) throws IOException {
    return of(Standings.of(folder, name));
  }

  /** What it shows. */
  public Standings standings() {
    return standings;
  }

  @Override
  public String text(Terminal terminal) {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.number("#", 4));
    columns.add(Table.Column.text("variant", 0));
    columns.add(Table.Column.number(metric(), 0));
    columns.add(Table.Column.number("sd", 1));
    columns.add(Table.Column.number("n", 2));
    columns.add(Table.Column.text("best", 2));
    columns.add(Table.Column.text("state", 0));
    columns.add(Table.Column.number("time", 3));
    List<Table.Row> rows = new ArrayList<>();
    for (Standing row : standings.rows()) {
      rows.add(new Table.Row(ink(row), cells(rows.size(), row)));
    }
    StringBuilder text = new StringBuilder(Ink.BOLD.paint(headline(), terminal)).append('\n');
    text.append(new Table(columns, rows).render(terminal));
    failures().forEach(line -> text.append(Ink.RED.paint(line, terminal)).append('\n'));
    return text.toString();
  }

  @Override
  public String html() {
    List<HtmlTable.Column> columns = new ArrayList<>();
    columns.add(HtmlTable.Column.number("#"));
    columns.add(HtmlTable.Column.text("variant"));
    columns.add(HtmlTable.Column.number(metric()));
    columns.add(HtmlTable.Column.number("sd"));
    columns.add(HtmlTable.Column.number("n"));
    columns.add(HtmlTable.Column.text("best"));
    columns.add(HtmlTable.Column.text("state"));
    columns.add(HtmlTable.Column.number("time"));
    HtmlTable table = new HtmlTable(columns);
    for (int i = 0; i < standings.rows().size(); i++) {
      Standing row = standings.rows().get(i);
      table.row(cells(i, row), style(i, row), settings(row));
    }
    Html html = Html.root();
    html.element("div", headline(), "style", "font-weight:600").fragment(table.html());
    failures().forEach(line -> html.element("div", line, "style", "color:" + Paint.RED.css()));
    return html.end();
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  private String metric() {
    return standings.plan().metric().metric();
  }

  private String headline() {
    long runs = trials().count();
    long done = trials().filter(trial -> trial.state() == Trial.State.DONE).count();
    return "%s: %d of %d runs done, %d steps each"
        .formatted(standings.name(), done, runs, standings.plan().steps());
  }

  private Stream<Trial> trials() {
    return standings.rows().stream().flatMap(row -> row.trials().stream());
  }

  private List<String> cells(int place, Standing row) {
    return List.of(
        row.mean().isPresent() ? Integer.toString(place + 1) : "",
        row.variant().name(),
        row.mean().isPresent() ? Units.metric(row.mean().getAsDouble()) : "",
        row.spread().isPresent() ? Units.metric(row.spread().getAsDouble()) : "",
        row.count() > 0 ? Long.toString(row.count()) : "",
        standings.best(row).map(trial -> best(row, trial)).orElse(""),
        state(row),
        row.trained().isZero() ? "" : Units.clock(row.trained()));
  }

  /** {@code 400, seed-2}: the step, and which of the runs it is. */
  private static String best(Standing row, Trial trial) {
    String run = trial.run().substring(row.variant().name().length()).replace("/", "");
    return trial.best().orElseThrow() + (run.isEmpty() ? "" : ", " + run);
  }

  private static String state(Standing row) {
    if (row.trials().size() == 1) {
      return state(row.trials().get(0));
    }
    if (row.count(Trial.State.HALTED) == row.trials().size()) {
      return state(row.trials().get(0));
    }
    List<String> states = new ArrayList<>();
    for (Trial.State state :
        List.of(
            Trial.State.FAILED,
            Trial.State.RUNNING,
            Trial.State.STOPPED,
            Trial.State.HALTED,
            Trial.State.WAITING)) {
      long count = row.count(state);
      if (count > 0) {
        states.add(count + " " + word(state));
      }
    }
    return states.isEmpty() ? "done" : String.join(", ", states);
  }

  private static String state(Trial trial) {
    return switch (trial.state()) {
      case DONE -> "done";
      case WAITING -> "waiting";
      default -> word(trial.state()) + " at " + trial.step();
    };
  }

  private static String word(Trial.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private List<String> failures() {
    return standings.failed().stream()
        .map(
            trial ->
                "%s/%s failed%s"
                    .formatted(
                        standings.name(),
                        trial.run(),
                        trial.reason().map(why -> ": " + why).orElse("")))
        .toList();
  }

  private static Ink ink(Standing row) {
    return row.count(Trial.State.FAILED) > 0 ? Ink.RED : Ink.PLAIN;
  }

  private static String style(int place, Standing row) {
    if (row.count(Trial.State.FAILED) > 0) {
      return "color:" + Paint.RED.css() + ";";
    }
    return place == 0 && row.mean().isPresent() ? "font-weight:600;" : "";
  }

  private static String settings(Standing row) {
    List<String> settings = new ArrayList<>();
    row.variant().settings().forEach((path, value) -> settings.add(path + " = " + value));
    return String.join(", ", settings);
  }
}
