package dev.cairn.cli;

import dev.cairn.display.Ink;
import dev.cairn.display.Table;
import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.KeepRule;
import dev.cairn.store.PrunePlan;
import dev.cairn.store.Quantity;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.train.StoredRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code cairn prune}. */
@Command(
    name = "prune",
    description = {
      "Delete the checkpoints that the run's own rules let go, and trash that is old enough.",
      "The latest, the best and pinned ones always stay. With an option, it stands in place of the"
          + " run's rules; with both, what either keeps stays."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn prune quickstart --dry-run",
      "  cairn prune quickstart --keep-last 2",
      "  cairn prune --older-than 7d"
    })
final class PruneCommand implements Callable<Integer> {

  private static final List<Table.Column> COLUMNS =
      List.of(
          Table.Column.text("checkpoint", 0),
          Table.Column.number("size", 2),
          Table.Column.text("", 0),
          Table.Column.text("why", 1));

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "A run; without one, all runs.")
  private @Nullable String wanted;

  @Option(names = "--dry-run", description = "Only say what would go.")
  private boolean dryRun;

  @Option(
      names = "--older-than",
      paramLabel = "SPAN",
      converter = Span.class,
      description = "Let go what was saved longer ago: 7d, 12h, 30m.")
  private @Nullable Duration olderThan;

  @Option(names = "--keep-last", paramLabel = "N", description = "Keep the N newest.")
  private @Nullable Integer keepLast;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  /** Reads a time span. */
  static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Quantity.span(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    List<RunDirectory> pruned = wanted == null ? runs.all() : List.of(runs.run(wanted));
    List<Map<String, Object>> objects = new ArrayList<>();
    for (RunDirectory run : pruned) {
      PrunePlan plan = prune(run);
      if (output.json()) {
        plan.verdicts().forEach(verdict -> objects.add(json(run, verdict)));
      } else {
        print(run, plan);
      }
    }
    if (output.json()) {
      output.out().println(Json.format(objects));
    } else if (pruned.isEmpty()) {
      output.out().println("no runs in " + runs.path());
    }
    return ExitCode.DONE;
  }

  private PrunePlan prune(RunDirectory run) throws IOException {
    StoreSettings rules = rules(run);
    if (dryRun) {
      return plan(run, rules);
    }
    try (CheckpointStore store = CheckpointStore.open(run.path(), rules, event -> {})) {
      PrunePlan plan = plan(run, rules);
      store.prune(plan);
      return plan;
    }
  }

  private PrunePlan plan(RunDirectory run, StoreSettings rules) throws IOException {
    return PrunePlan.of(run, rules, Optional.ofNullable(olderThan), Instant.now());
  }

  private StoreSettings rules(RunDirectory run) throws IOException {
    Optional<StoreSettings> stored = StoredRules.of(run);
    if (keepLast == null && olderThan == null) {
      return stored.orElseThrow(
          () ->
              new NotFoundException(
                  "the run %s has no rules stored; say --keep-last N or --older-than 7d"
                      .formatted(runs.name(run))));
    }
    // The latest always stays, so this keeps nothing that would not stay without it.
    KeepRule rule = new KeepRule.KeepLast(keepLast == null ? 1 : keepLast);
    return stored.orElseGet(StoreSettings::keepingAll).with(Retention.of(rule));
  }

  private void print(RunDirectory run, PrunePlan plan) {
    if (wanted == null) {
      output.out().println(runs.name(run));
    }
    List<Table.Row> rows = plan.verdicts().stream().map(this::row).toList();
    if (!rows.isEmpty()) {
      output.out().print(new Table(COLUMNS, rows).render(output.terminal()));
    }
    List<Checkpoint> victims = plan.victims();
    output
        .out()
        .printf(
            "%d of %d %s, %s%n",
            victims.size(),
            rows.size(),
            dryRun ? "would be deleted" : "deleted",
            Units.bytes(victims.stream().mapToLong(Checkpoint::bytes).sum()));
  }

  private Table.Row row(PrunePlan.Verdict verdict) {
    return new Table.Row(
        verdict.stays() ? Ink.PLAIN : Ink.YELLOW,
        List.of(
            verdict.checkpoint().name(),
            Units.bytes(verdict.checkpoint().bytes()),
            verdict.stays() ? "stays" : "goes",
            verdict.why()));
  }

  private Map<String, Object> json(RunDirectory run, PrunePlan.Verdict verdict) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("run", runs.name(run));
    object.put("step", verdict.checkpoint().step());
    object.put("path", verdict.checkpoint().path().toString());
    object.put("bytes", verdict.checkpoint().bytes());
    object.put("stays", verdict.stays());
    object.put("why", verdict.why());
    return object;
  }
}
