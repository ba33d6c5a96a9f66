package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.MetricsLine;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a run has come to, read from its directory. */
record RunSummary(RunDirectory run) {

  static final String LOSS = "eval_loss";

  static RunSummary of(Path run) {
    return new RunSummary(RunDirectory.at(run));
  }

  /** The loss of each evaluation, oldest first. */
  List<Double> losses() {
    return read(run::metrics).stream()
        .map(MetricsLine::values)
        .filter(values -> values.containsKey(LOSS))
        .map(values -> values.get(LOSS))
        .toList();
  }

  /** How the loss went, the best checkpoint, and all of them. */
  List<Line> lines(Terminal terminal, boolean bestRestored) {
    List<Line> lines = new ArrayList<>();
    List<Double> losses = losses();
    if (!losses.isEmpty()) {
      lines.add(line(LOSS, way(losses, terminal)));
    }
    read(run::best)
        .map(best -> best.name() + " (" + Units.metrics(best.metrics()) + ")")
        .map(best -> bestRestored ? best + ", the model at hand" : best)
        .ifPresent(best -> lines.add(line("best", best)));
    lines.add(line("checkpoints", checkpoints()));
    return lines;
  }

  private static Line line(String name, String value) {
    return Line.plain("  %-12s %s".formatted(name, value));
  }

  private static String way(List<Double> losses, Terminal terminal) {
    String last = Units.metric(losses.get(losses.size() - 1));
    String arrow = terminal.unicode() ? " → " : " -> ";
    return losses.size() == 1 ? last : Units.metric(losses.get(0)) + arrow + last;
  }

  private String checkpoints() {
    String steps =
        read(run::checkpoints).stream()
            .filter(Checkpoint::valid)
            .map(checkpoint -> Long.toString(checkpoint.step()))
            .collect(Collectors.joining(", "));
    return run.path() + ": " + (steps.isEmpty() ? "none" : steps);
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T get() throws IOException;
  }
}
