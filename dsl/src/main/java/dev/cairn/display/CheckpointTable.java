package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.DiskUsage;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checkpoints as a table; prints as one that fits the terminal.
 *
 * @param bytesOnDisk by name, what those take that share files by hard links, a file counted once,
 *     where it comes first; empty if none do
 * @param trainingLosses what was logged as the loss of training at their steps
 * @param evaluations the loss of each evaluation of the run, oldest first
 */
public record CheckpointTable(
    List<Checkpoint> checkpoints,
    Map<String, Long> bytesOnDisk,
    Map<Long, Double> trainingLosses,
    List<Double> evaluations)
    implements Display {

  /** Copies the collections. */
  public CheckpointTable {
    checkpoints = List.copyOf(checkpoints);
    bytesOnDisk = Map.copyOf(bytesOnDisk);
    trainingLosses = Map.copyOf(trainingLosses);
    evaluations = List.copyOf(evaluations);
  }

  /** The table of the given checkpoints alone. */
  public static CheckpointTable of(List<Checkpoint> checkpoints) {
    return new CheckpointTable(checkpoints, Map.of(), Map.of(), List.of());
  }

  /** The table of a run's checkpoints, with what it logged and what they share. */
  public static CheckpointTable of(RunDirectory run) throws IOException {
    List<Checkpoint> checkpoints = run.checkpoints();
    Metrics metrics = Metrics.of(run);
    return new CheckpointTable(
        checkpoints,
        bytesOnDisk(run, checkpoints),
        trainingLosses(metrics, checkpoints),
        metrics.of(Metrics.EVALUATION).stream().map(Point::y).toList());
  }

  private static Map<String, Long> bytesOnDisk(RunDirectory run, List<Checkpoint> checkpoints)
      throws IOException {
    if (checkpoints.isEmpty()) {
      return Map.of();
    }
    Set<String> names = checkpoints.stream().map(Checkpoint::name).collect(Collectors.toSet());
    List<DiskUsage.Part> parts =
        run.usage().parts().stream().filter(part -> names.contains(part.name())).toList();
    boolean share = parts.stream().anyMatch(part -> part.bytes() < part.apparentBytes());
    return share
        ? parts.stream().collect(Collectors.toMap(DiskUsage.Part::name, DiskUsage.Part::bytes))
        : Map.of();
  }

  private static Map<Long, Double> trainingLosses(Metrics metrics, List<Checkpoint> checkpoints) {
    Map<Long, Double> losses = new HashMap<>();
    for (Checkpoint checkpoint : checkpoints) {
      metrics
          .of(Metrics.TRAINING)
          .at(checkpoint.step())
          .ifPresent(loss -> losses.put(checkpoint.step(), loss));
    }
    return losses;
  }

  /**
   * The table, and below it a line for each damaged checkpoint that says what is wrong.
   *
   * @param now what ages are told from
   */
  public String render(Terminal terminal, Instant now) {
    if (checkpoints.isEmpty()) {
      return "no checkpoints\n";
    }
    return table(now).render(terminal) + course(terminal) + faults(terminal);
  }

  @Override
  public String text(Terminal terminal) {
    return render(terminal, Instant.now());
  }

  @Override
  public String html() {
    return html(Instant.now());
  }

  /** The table as HTML. */
  String html(Instant now) {
    return CheckpointTableHtml.write(this, now);
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  /** How the evaluations went, in one line; none if there are fewer than two. */
  private String course(Terminal terminal) {
    String line = new Sparkline(evaluations).text(terminal);
    return line.isEmpty() ? "" : Metrics.EVALUATION + " " + line + " " + way("→") + "\n";
  }

  /** {@code 4.913 → 1.755}. */
  String way(String arrow) {
    return Units.metric(evaluations.get(0))
        + " "
        + arrow
        + " "
        + Units.metric(evaluations.get(evaluations.size() - 1));
  }

  private Table table(Instant now) {
    List<String> metrics = metrics();
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.number("step", 0));
    columns.add(Table.Column.number("epoch", 3));
    columns.add(Table.Column.number(Metrics.TRAINING, 4));
    for (int i = 0; i < metrics.size(); i++) {
      columns.add(Table.Column.number(metrics.get(i), i == 0 ? 1 : 4 + i));
    }
    columns.add(Table.Column.number("size", 2));
    if (!bytesOnDisk.isEmpty()) {
      columns.add(Table.Column.number("on disk", 2));
    }
    columns.add(Table.Column.text("saved", 3));
    columns.add(Table.Column.text("", 0));
    return new Table(columns, checkpoints.stream().map(one -> row(one, metrics, now)).toList());
  }

  /** The names of all metrics, those of a loss first. */
  List<String> metrics() {
    return checkpoints.stream()
        .flatMap(checkpoint -> checkpoint.metrics().keySet().stream())
        .distinct()
        .sorted(Units.LOSSES_FIRST)
        .toList();
  }

  private Table.Row row(Checkpoint checkpoint, List<String> metrics, Instant now) {
    List<String> cells = new ArrayList<>(values(checkpoint, metrics));
    cells.addAll(sizes(checkpoint));
    cells.add(Units.age(checkpoint.savedAt(), now));
    cells.add(marks(checkpoint));
    return new Table.Row(ink(checkpoint), cells);
  }

  /** The size, and where checkpoints share files, what it takes on the disk. */
  List<String> sizes(Checkpoint checkpoint) {
    String size = Units.bytes(checkpoint.bytes());
    return bytesOnDisk.isEmpty()
        ? List.of(size)
        : List.of(
            size, Units.bytes(bytesOnDisk.getOrDefault(checkpoint.name(), checkpoint.bytes())));
  }

  /** Step, epoch, training loss and the metrics. */
  List<String> values(Checkpoint checkpoint, List<String> metrics) {
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(checkpoint.step()));
    cells.add(
        Double.isNaN(checkpoint.epoch())
            ? ""
            : String.format(Locale.ROOT, "%.2f", checkpoint.epoch()));
    Double loss = trainingLosses.get(checkpoint.step());
    cells.add(loss == null ? "" : Units.metric(loss));
    for (String metric : metrics) {
      Double value = checkpoint.metrics().get(metric);
      cells.add(value == null ? "" : Units.metric(value));
    }
    return cells;
  }

  private static Ink ink(Checkpoint checkpoint) {
    if (!checkpoint.valid()) {
      return Ink.RED;
    }
    return checkpoint.best() ? Ink.GREEN : Ink.PLAIN;
  }

  /** What points to a checkpoint, and whether it is damaged: {@code * best, latest}. */
  public static String marks(Checkpoint checkpoint) {
    List<String> marks = new ArrayList<>();
    if (checkpoint.best()) {
      marks.add("* best");
    }
    if (checkpoint.latest()) {
      marks.add("latest");
    }
    if (checkpoint.pinned()) {
      marks.add(checkpoint.label().map(label -> "pinned: " + label).orElse("pinned"));
    }
    if (!checkpoint.valid()) {
      marks.add("damaged");
    }
    return String.join(", ", marks);
  }

  private String faults(Terminal terminal) {
    return checkpoints.stream()
        .filter(checkpoint -> !checkpoint.valid())
        .map(
            checkpoint ->
                Ink.RED.paint(
                        checkpoint.name() + " is damaged: " + checkpoint.damage().orElseThrow(),
                        terminal)
                    + "\n")
        .collect(Collectors.joining());
  }
}
