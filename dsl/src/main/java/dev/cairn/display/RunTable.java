package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs as a table. */
public final class RunTable {

  private static final List<Table.Column> COLUMNS =
      List.of(
          Table.Column.text("run", 0),
          Table.Column.text("state", 2),
          Table.Column.number("step", 0),
          Table.Column.text("latest", 4),
          Table.Column.text("best", 1),
          Table.Column.number("checkpoints", 5),
          Table.Column.number("size", 3));

  private RunTable() {}

  /**
   * The table of the given runs.
   *
   * @param name what a run is called
   */
  public static Table of(List<RunDirectory> runs, Function<RunDirectory, String> name)
      throws IOException {
    List<Table.Row> rows = new ArrayList<>();
    for (RunDirectory run : runs) {
      rows.add(row(run, name.apply(run)));
    }
    return new Table(COLUMNS, rows);
  }

  private static Table.Row row(RunDirectory run, String name) throws IOException {
    List<Checkpoint> checkpoints = run.checkpoints();
    Optional<RunStatus> status = run.status();
    String state = status.map(RunTable::state).orElse("");
    long step =
        Math.max(
            status.map(RunStatus::step).orElse(0L),
            checkpoints.stream().mapToLong(Checkpoint::step).max().orElse(0));
    return new Table.Row(
        state.equals("failed") ? Ink.RED : Ink.PLAIN,
        List.of(
            name,
            state,
            Long.toString(step),
            run.latest().map(Checkpoint::name).orElse(""),
            run.best().map(RunTable::best).orElse(""),
            Integer.toString(checkpoints.size()),
            Units.bytes(checkpoints.stream().mapToLong(Checkpoint::bytes).sum())));
  }

  private static String best(Checkpoint checkpoint) {
    return checkpoint.metrics().entrySet().stream()
        .min(Map.Entry.comparingByKey(Units.LOSSES_FIRST))
        .map(metric -> metric.getKey() + " " + Units.metric(metric.getValue()))
        .map(value -> "%s (%d)".formatted(value, checkpoint.step()))
        .orElse(checkpoint.name());
  }

  /** What a run does; "stopped" if its process went away without a word. */
  private static String state(RunStatus status) {
    return status.dead(Instant.now()) ? "stopped" : status.state().name().toLowerCase(Locale.ROOT);
  }
}
