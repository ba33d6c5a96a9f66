package dev.cairn.display;

import dev.cairn.train.Environment;
import dev.cairn.train.SettingChange;
import dev.cairn.train.TrainEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What happens in a run, in the words that users of other trainers know. */
final class Narration {

  private static final String LOSS = RunSummary.LOSS;

  private final Terminal terminal;
  private final Path runs;
  private final StoreNarration store = new StoreNarration();
  private @Nullable RunSummary run;
  private OptionalDouble lowestLoss = OptionalDouble.empty();
  private long target;

  Narration(Terminal terminal, Path runs) {
    this.terminal = terminal;
    this.runs = runs;
  }

  /** The lines that an event is worth; none for a step. */
  List<Line> lines(TrainEvent event, Progress progress, long now) {
    if (event instanceof TrainEvent.Started started) {
      return started(started);
    }
    if (event instanceof TrainEvent.AlreadyDone done) {
      return List.of(alreadyDone(done));
    }
    if (event instanceof TrainEvent.Notice notice) {
      return List.of(Line.warning("Note: " + notice.message()));
    }
    if (event instanceof TrainEvent.Announced announced) {
      return List.of(Line.plain(announced.line()));
    }
    if (event instanceof TrainEvent.Paused paused) {
      return List.of(
          Line.plain("Paused at step %d of %d".formatted(paused.step(), paused.target())));
    }
    if (event instanceof TrainEvent.SettingsChanged changed) {
      return changed(changed.changes());
    }
    if (event instanceof TrainEvent.Evaluated evaluated) {
      return List.of(evaluated(evaluated));
    }
    if (event instanceof TrainEvent.Stored stored) {
      return store.lines(stored.event());
    }
    if (event instanceof TrainEvent.Finished finished) {
      return finished(finished, progress, now);
    }
    return event instanceof TrainEvent.Interrupted interrupted
        ? List.of(interrupted(interrupted))
        : List.of();
  }

  private List<Line> started(TrainEvent.Started started) {
    RunSummary summary = RunSummary.of(started.run());
    run = summary;
    target = started.target();
    lowestLoss = summary.losses().stream().mapToDouble(Double::doubleValue).min();
    return List.of(
        Line.bold(beginning(started)),
        Line.plain(
            "  %s parameters on %s"
                .formatted(Units.count(started.parameters()), machine(started.environment()))));
  }

  private String beginning(TrainEvent.Started started) {
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
            : environment.device().toUpperCase(Locale.ROOT);
    return "%s, libtorch %s".formatted(device, environment.libtorch());
  }

  private Line alreadyDone(TrainEvent.AlreadyDone done) {
    return Line.plain(
        "%s is at step %d already (%s); nothing to do. To train further: raise train(%d) or use --steps"
            .formatted(
                name(done.run()), done.latest().step(), done.latest().name(), done.target()));
  }

  private List<Line> changed(List<SettingChange> changes) {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.plain("Settings changed since the checkpoint:"));
    SettingsTable.of(changes)
        .render(Terminal.plain(Math.max(1, terminal.width() - 2)))
        .lines()
        .map(line -> Line.plain("  " + line))
        .forEach(lines::add);
    return lines;
  }

  private Line evaluated(TrainEvent.Evaluated evaluated) {
    store.evaluatedAt(evaluated.step());
    String best = isLowest(evaluated.metrics().get(LOSS)) ? " (best so far)" : "";
    return Line.plain(
        "Evaluation at step %d: %s%s"
            .formatted(evaluated.step(), Units.metrics(evaluated.metrics()), best));
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

  private List<Line> finished(TrainEvent.Finished finished, Progress progress, long now) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.bold(
            "Done: step %d in %s, %s"
                .formatted(
                    finished.step(), Units.clock(progress.elapsed(now)), progress.meanRate())));
    lines.addAll(heldUp(progress.elapsed(now)));
    if (run != null) {
      lines.addAll(run.lines(terminal, finished.bestRestored()));
    }
    return lines;
  }

  private List<Line> heldUp(Duration elapsed) {
    if (store.heldUp().isZero() || elapsed.isZero()) {
      return List.of();
    }
    return List.of(
        Line.plain(
            String.format(
                Locale.ROOT,
                "  saving held training up for %.2f s in all, %.1f %% of the time",
                store.heldUp().toNanos() / 1e9,
                100.0 * store.heldUp().toNanos() / elapsed.toNanos())));
  }

  private Line interrupted(TrainEvent.Interrupted interrupted) {
    return Line.bold(
        "Stopped at step %d of %d; the same command goes on from there"
            .formatted(interrupted.step(), target));
  }

  /** The run's directory below that of all runs. */
  private String name(Path run) {
    return run.startsWith(runs)
        ? runs.relativize(run).toString()
        : String.valueOf(run.getFileName());
  }
}
