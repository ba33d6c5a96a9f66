package dev.cairn.cli;

import dev.cairn.compare.Comparison;
import dev.cairn.compare.EvaluationPlan;
import dev.cairn.compare.Selection;
import dev.cairn.compare.TestCase;
import dev.cairn.display.ComparisonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which checkpoints to put beside each other, and what to find out; mixed into commands. */
final class Contest {

  @Parameters(
      paramLabel = "CHECKPOINT",
      arity = "1..*",
      description =
          "RUN/checkpoint-N, RUN/best, RUN/latest, a run for its best, or a glob like 'sft/*'.")
  private List<String> wanted = List.of();

  @Option(names = "--prompt", paramLabel = "TEXT", description = "Let each write after it.")
  private List<String> prompts = List.of();

  @Option(
      names = "--tests",
      paramLabel = "FILE",
      description = "JSON lines with prompt and expected, to count exact matches on.")
  private @Nullable Path tests;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "auto, cpu, gpu or gpu:1. Default: ${DEFAULT-VALUE}.")
  private String device = "auto";

  @Mixin private RunsFolder runs = new RunsFolder();

  /** Whether something is asked for that takes an evaluation. */
  boolean asks() {
    return !prompts.isEmpty() || tests != null;
  }

  ComparisonReport report(boolean evaluate, Output output) throws IOException {
    Comparison comparison = new Comparison(Selection.of(runs.path(), wanted));
    return ComparisonReport.of(
        evaluate ? comparison.evaluated(plan(), output::progress) : comparison);
  }

  /** Prints the comparison, and gives the exit code. */
  int show(boolean evaluate, Output output) throws IOException {
    ComparisonReport report = report(evaluate, output);
    output
        .out()
        .print(output.json() ? json(report.comparison()) + "\n" : report.text(output.terminal()));
    return exitCode(report);
  }

  /** A failure only if there is nothing to show of any of them. */
  static int exitCode(ComparisonReport report) {
    return report.comparison().entrants().stream()
            .allMatch(entrant -> entrant.problem().isPresent())
        ? ExitCode.FAILED
        : ExitCode.DONE;
  }

  private EvaluationPlan plan() throws IOException {
    List<TestCase> cases = tests == null ? List.of() : TestCase.read(tests);
    EvaluationPlan usual = EvaluationPlan.DEFAULT;
    return new EvaluationPlan(
        usual.scores(), prompts, cases, List.of(), usual.generation(), device);
  }

  /** A comparison as JSON. */
  private static String json(Comparison comparison) {
    List<Map<String, @Nullable Object>> entrants =
        comparison.entrants().stream()
            .map(
                entrant -> {
                  Map<String, @Nullable Object> object = new LinkedHashMap<>();
                  object.put("name", entrant.name());
                  Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
                  entrant
                      .metrics()
                      .forEach((metric, value) -> metrics.put(metric, Json.number(value)));
                  object.put("metrics", metrics);
                  object.put("bytes", entrant.checkpoint().bytes());
                  object.put("trained_seconds", entrant.trained().toSeconds());
                  object.put("parent", entrant.parent().orElse(null));
                  object.put("problem", entrant.problem().orElse(null));
                  object.put("best", comparison.best().filter(entrant::equals).isPresent());
                  return object;
                })
            .toList();
    List<Map<String, @Nullable Object>> differences =
        comparison.differences().entrySet().stream()
            .map(
                each -> {
                  Map<String, @Nullable Object> object = new LinkedHashMap<>();
                  object.put("name", each.getKey().name());
                  object.put("loss", Json.number(each.getValue().nats().mean()));
                  object.put("low", Json.number(each.getValue().nats().low()));
                  object.put("high", Json.number(each.getValue().nats().high()));
                  object.put("verdict", each.getValue().verdict().name());
                  return object;
                })
            .toList();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("checkpoints", entrants);
    object.put("differences_from_best", differences);
    object.put("settings", comparison.settings());
    return Json.format(object);
  }
}
