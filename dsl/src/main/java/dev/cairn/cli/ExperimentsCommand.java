package dev.cairn.cli;

import dev.cairn.compare.ExperimentPlan;
import dev.cairn.compare.Standing;
import dev.cairn.compare.Standings;
import dev.cairn.compare.Trial;
import dev.cairn.display.Leaderboard;
import dev.cairn.display.Table;
import dev.cairn.display.Units;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn experiments}. */
@Command(
    name = "experiments",
    description = "List experiments, or the variants of one, the best first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn experiments",
      "  cairn experiments lr-sweep",
      "  cairn experiments lr-sweep --html lr-sweep.html --csv lr-sweep.csv"
    })
final class ExperimentsCommand implements Callable<Integer> {

  private static final List<Table.Column> COLUMNS =
      List.of(
          Table.Column.text("experiment", 0),
          Table.Column.number("done", 0),
          Table.Column.number("runs", 0),
          Table.Column.number("failed", 2),
          Table.Column.text("best", 0),
          Table.Column.text("by", 1));

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "An experiment; without one, all of them.")
  private @Nullable String wanted;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page instead.")
  private @Nullable Path html;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write a table with a line for each run instead.")
  private @Nullable Path csv;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (wanted == null) {
      return list();
    }
    Standings standings = standings(wanted);
    if (html != null) {
      Files.writeString(html, Leaderboard.of(standings).page(standings.name()));
      output.out().println("Wrote " + html);
    }
    if (csv != null) {
      Files.writeString(csv, csv(standings));
      output.out().println("Wrote " + csv);
    }
    if (html == null && csv == null) {
      output
          .out()
          .print(
              output.json()
                  ? Json.format(json(standings)) + "\n"
                  : Leaderboard.of(standings).text(output.terminal()));
    }
    return ExitCode.DONE;
  }

  private int list() throws IOException {
    if (html != null || csv != null) {
      throw new IllegalArgumentException("--html and --csv need the NAME of an experiment");
    }
    List<Standings> all = new ArrayList<>();
    for (Path folder : ExperimentPlan.below(runs.path())) {
      all.add(Standings.of(folder, name(folder)));
    }
    if (output.json()) {
      output.out().println(Json.format(all.stream().map(ExperimentsCommand::json).toList()));
    } else if (all.isEmpty()) {
      output.out().println("no experiments in " + runs.path());
    } else {
      List<Table.Row> rows = all.stream().map(ExperimentsCommand::row).toList();
      output.out().print(new Table(COLUMNS, rows).render(output.terminal()));
    }
    return ExitCode.DONE;
  }

  private static Table.Row row(Standings standings) {
    List<Trial> trials = trials(standings);
    long failed = standings.failed().size();
    return Table.Row.of(
        standings.name(),
        Long.toString(trials.stream().filter(one -> one.state() == Trial.State.DONE).count()),
        Integer.toString(trials.size()),
        failed == 0 ? "" : Long.toString(failed),
        standings.best().isEmpty() ? "" : standings.rows().get(0).variant().name(),
        standings.best().isEmpty()
            ? ""
            : "%s %s"
                .formatted(
                    standings.plan().metric().metric(),
                    Units.metric(standings.rows().get(0).mean().orElseThrow())));
  }

  private static List<Trial> trials(Standings standings) {
    return standings.rows().stream().flatMap(row -> row.trials().stream()).toList();
  }

  private Standings standings(String name) throws IOException {
    for (Path candidate : List.of(runs.path().resolve(name), Path.of(name))) {
      if (ExperimentPlan.isIn(candidate)) {
        return Standings.of(candidate, name(candidate));
      }
    }
    String there =
        ExperimentPlan.below(runs.path()).stream()
            .map(this::name)
            .collect(Collectors.joining(", "));
    throw new NotFoundException(
        "there is no experiment %s; %s holds %s"
            .formatted(name, runs.path(), there.isEmpty() ? "none" : there));
  }

  private String name(Path folder) {
    return runs.name(RunDirectory.at(folder));
  }

  private static Map<String, @Nullable Object> json(Standings standings) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("experiment", standings.name());
    object.put("metric", standings.plan().metric().metric());
    object.put("steps", standings.plan().steps());
    object.put("variants", standings.rows().stream().map(row -> json(standings, row)).toList());
    return object;
  }

  private static Map<String, @Nullable Object> json(Standings standings, Standing row) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("variant", row.variant().name());
    object.put("settings", row.variant().settings());
    object.put("mean", row.mean().isPresent() ? row.mean().getAsDouble() : null);
    object.put("standard_deviation", row.spread().isPresent() ? row.spread().getAsDouble() : null);
    object.put("n", row.count());
    object.put("best_run", standings.best(row).map(trial -> run(standings, trial)).orElse(null));
    object.put("seconds", row.trained().toSeconds());
    object.put("runs", row.trials().stream().map(trial -> json(standings, trial)).toList());
    return object;
  }

  private static String run(Standings standings, Trial trial) {
    return standings.name() + "/" + trial.run();
  }

  private static Map<String, @Nullable Object> json(Standings standings, Trial trial) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("run", run(standings, trial));
    object.put("state", state(trial));
    object.put("step", trial.step());
    object.put(
        "value", trial.score().isPresent() ? Json.number(trial.score().getAsDouble()) : null);
    object.put("best_step", trial.best().isPresent() ? trial.best().getAsLong() : null);
    object.put("seconds", trial.trained().toSeconds());
    object.put("reason", trial.reason().orElse(null));
    return object;
  }

  private static String state(Trial trial) {
    return trial.state().name().toLowerCase(Locale.ROOT);
  }

  private static String csv(Standings standings) {
    List<String> axes = standings.plan().axes();
    Csv csv = new Csv();
    List<String> titles = new ArrayList<>(List.of("run", "variant"));
    titles.addAll(axes);
    titles.addAll(List.of("state", "step", standings.plan().metric().metric(), "best_step"));
    titles.add("seconds");
    csv.line(titles);
    for (Standing row : standings.rows()) {
      for (Trial trial : row.trials()) {
        List<String> cells = new ArrayList<>(List.of(run(standings, trial), row.variant().name()));
        axes.forEach(axis -> cells.add(row.variant().settings().getOrDefault(axis, "")));
        cells.add(state(trial));
        cells.add(Long.toString(trial.step()));
        cells.add(trial.score().isPresent() ? Double.toString(trial.score().getAsDouble()) : "");
        cells.add(trial.best().isPresent() ? Long.toString(trial.best().getAsLong()) : "");
        cells.add(Long.toString(trial.trained().toSeconds()));
        csv.line(cells);
      }
    }
    return csv.text();
  }
}
