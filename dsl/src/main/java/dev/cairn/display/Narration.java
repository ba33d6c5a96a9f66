package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.MetricsLine;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreEvent;
import dev.cairn.train.Environment;
import dev.cairn.train.SettingChange;
import dev.cairn.train.TrainEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens in a run, in the words that users of other trainers know. */
final class Narration {

  private static final String LOSS = "eval_loss";
  private static final Duration SLOW_SAVE = Duration.ofSeconds(2);

  private final Terminal terminal;
  private @Nullable RunDirectory run;
  private OptionalDouble lowestLoss = OptionalDouble.empty();
  private long evaluatedStep = -1;
  private long target;

  Narration(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The lines that an event is worth; none for a step. */
  List<String> lines(TrainEvent event, Progress progress, long now) {
    if (event instanceof TrainEvent.Started started) {
      return started(started);
    }
    if (event instanceof TrainEvent.AlreadyDone done) {
      return List.of(alreadyDone(done));
    }
    if (event instanceof TrainEvent.Notice notice) {
      return List.of(Ink.YELLOW.paint("Note: " + notice.message(), terminal));
    }
    if (event instanceof TrainEvent.SettingsChanged changed) {
      return changed(changed.changes());
    }
    if (event instanceof TrainEvent.Evaluated evaluated) {
      return List.of(evaluated(evaluated));
    }
    if (event instanceof TrainEvent.Stored stored) {
      return stored(stored.event());
    }
    if (event instanceof TrainEvent.Finished finished) {
      return finished(finished, progress, now);
    }
    return event instanceof TrainEvent.Interrupted interrupted
        ? List.of(interrupted(interrupted))
        : List.of();
  }

  private List<String> started(TrainEvent.Started started) {
    RunDirectory directory = RunDirectory.at(started.run());
    run = directory;
    target = started.target();
    lowestLoss = losses(directory).stream().mapToDouble(Double::doubleValue).min();
    return List.of(
        Ink.BOLD.paint(beginning(started), terminal),
        "  %s parameters on %s"
            .formatted(Units.count(started.parameters()), machine(started.environment())));
  }

  private static String beginning(TrainEvent.Started started) {
    String name = name(started.run());
    if (started.from().isEmpty()) {
      return "Beginning %s at step 0 of %d".formatted(name, started.target());
    }
    Path from = started.from().get().path();
    String where = "(step %d of %d)".formatted(started.step(), started.target());
    return started.run().equals(from.getParent())
        ? "Going on with %s from %s %s".formatted(name, from.getFileName(), where)
        : "Beginning %s from %s %s".formatted(name, from, where);
  }

  private static String machine(Environment environment) {
    String device =
        environment.device().equals("cpu")
            ? "CPU with %d threads".formatted(environment.threads())
            : environment.device().toUpperCase(java.util.Locale.ROOT);
    return "%s, libtorch %s".formatted(device, environment.libtorch());
  }

  private String alreadyDone(TrainEvent.AlreadyDone done) {
    return "%s is at step %d already (%s); nothing to do. To train further: raise train(%d) or use --steps"
        .formatted(name(done.run()), done.latest().step(), done.latest().name(), done.target());
  }

  private List<String> changed(List<SettingChange> changes) {
    List<String> lines = new ArrayList<>();
    lines.add("Settings changed since the checkpoint:");
    SettingsTable.of(changes)
        .render(indented(terminal))
        .lines()
        .map(line -> "  " + line)
        .forEach(lines::add);
    return lines;
  }

  private static Terminal indented(Terminal terminal) {
    return new Terminal(
        Math.max(1, terminal.width() - 2), terminal.live(), terminal.colour(), terminal.unicode());
  }

  private String evaluated(TrainEvent.Evaluated evaluated) {
    evaluatedStep = evaluated.step();
    String best = isLowest(evaluated.metrics().get(LOSS)) ? " (best so far)" : "";
    return "Evaluation at step %d: %s%s"
        .formatted(evaluated.step(), text(evaluated.metrics()), best);
  }

  private boolean isLowest(@Nullable Double loss) {
    if (loss == null || !Double.isFinite(loss)) {
      return false;
    }
    boolean lowest = lowestLoss.isEmpty() || loss < lowestLoss.getAsDouble();
    if (lowest) {
      lowestLoss = OptionalDouble.of(loss);
    }
    return lowest;
  }

  private List<String> stored(StoreEvent event) {
    if (event instanceof StoreEvent.Saving saving) {
      return List.of("Saving model checkpoint to " + saving.path());
    }
    if (event instanceof StoreEvent.Deleting deleting) {
      return List.of("Deleting older checkpoint [" + deleting.path() + "]");
    }
    if (event instanceof StoreEvent.Saved saved) {
      return saved.duration().compareTo(SLOW_SAVE) < 0 ? List.of() : List.of(slowlySaved(saved));
    }
    if (event instanceof StoreEvent.NewBest best) {
      return best.checkpoint().step() == evaluatedStep ? List.of() : List.of(newBest(best));
    }
    if (event instanceof StoreEvent.Skipped skipped) {
      return List.of(
          warning("passing over " + skipped.path() + ", which is damaged: " + skipped.reason()));
    }
    if (event instanceof StoreEvent.SaveFailed failed) {
      return List.of(
          warning(
              "%s was not written (%s); training goes on without it"
                  .formatted(failed.path(), failed.reason())));
    }
    return event instanceof StoreEvent.Rewound rewound ? List.of(rewound(rewound)) : List.of();
  }

  private static String slowlySaved(StoreEvent.Saved saved) {
    return "Saved %s, %s in %s"
        .formatted(
            saved.checkpoint().name(), Units.bytes(saved.bytes()), Units.clock(saved.duration()));
  }

  private static String newBest(StoreEvent.NewBest best) {
    return "Best checkpoint is now %s (%s %s)"
        .formatted(best.checkpoint().name(), best.metric(), Units.metric(best.value()));
  }

  private static String rewound(StoreEvent.Rewound rewound) {
    String point = rewound.point().map(Checkpoint::name).orElse("the beginning");
    String moved =
        rewound.moved().stream()
            .map(path -> String.valueOf(path.getFileName()))
            .collect(Collectors.joining(", "));
    return "Went back to %s (%s); moved to trash: %s".formatted(point, rewound.reason(), moved);
  }

  private String warning(String what) {
    return Ink.YELLOW.paint("Warning: " + what, terminal);
  }

  private List<String> finished(TrainEvent.Finished finished, Progress progress, long now) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Ink.BOLD.paint(
            "Done: step %d in %s, %s"
                .formatted(
                    finished.step(), Units.clock(progress.elapsed(now)), progress.meanRate()),
            terminal));
    if (run != null) {
      summary(run, finished.bestRestored()).forEach(lines::add);
    }
    return lines;
  }

  private List<String> summary(RunDirectory directory, boolean bestRestored) {
    List<String> lines = new ArrayList<>();
    List<Double> losses = losses(directory);
    if (!losses.isEmpty()) {
      String arrow = terminal.unicode() ? " → " : " -> ";
      lines.add(
          "  %-12s %s%s%s"
              .formatted(
                  LOSS,
                  Units.metric(losses.get(0)),
                  arrow,
                  Units.metric(losses.get(losses.size() - 1))));
    }
    best(directory)
        .map(best -> best.name() + " (" + text(best.metrics()) + ")")
        .map(best -> bestRestored ? best + ", the model at hand" : best)
        .ifPresent(best -> lines.add("  %-12s %s".formatted("best", best)));
    lines.add("  %-12s %s".formatted("checkpoints", checkpoints(directory)));
    return lines;
  }

  private static String checkpoints(RunDirectory directory) {
    String steps =
        read(directory::checkpoints).stream()
            .filter(Checkpoint::valid)
            .map(checkpoint -> Long.toString(checkpoint.step()))
            .collect(Collectors.joining(", "));
    return directory.path() + ": " + (steps.isEmpty() ? "none" : steps);
  }

  private static Optional<Checkpoint> best(RunDirectory directory) {
    return read(directory::best);
  }

  private static List<Double> losses(RunDirectory directory) {
    return read(directory::metrics).stream()
        .map(MetricsLine::values)
        .filter(values -> values.containsKey(LOSS))
        .map(values -> values.get(LOSS))
        .toList();
  }

  private String interrupted(TrainEvent.Interrupted interrupted) {
    return Ink.BOLD.paint(
        "Stopped at step %d of %d; the same command goes on from there"
            .formatted(interrupted.step(), target),
        terminal);
  }

  private static String text(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(name -> !name.contains("loss"))))
        .map(entry -> entry.getKey() + " " + Units.metric(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String name(Path run) {
    return String.valueOf(run.getFileName());
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
