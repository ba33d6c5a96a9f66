package dev.cairn.cli;

import dev.cairn.display.Table;
import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn show}. */
@Command(
    name = "show",
    description = "Show what is in a checkpoint: metrics, files, settings, where it was made.",
    footerHeading = "%nExamples:%n",
    footer = {"  cairn show quickstart/best", "  cairn show runs/quickstart/checkpoint-300 --json"})
final class ShowCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "Its path, or RUN/checkpoint-N, RUN/best, RUN/latest; a run alone means its latest.")
  private String wanted = "";

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    Checkpoint checkpoint = runs.checkpoint(wanted);
    try (CheckpointReader reader = checkpoint.open()) {
      CheckpointDetails details = CheckpointDetails.read(checkpoint, reader);
      if (output.json()) {
        output.out().println(json(checkpoint, details));
      } else {
        print(checkpoint, details);
      }
    }
    return ExitCode.DONE;
  }

  private String json(Checkpoint checkpoint, CheckpointDetails details) {
    RunDirectory run = RunDirectory.at(Objects.requireNonNull(checkpoint.path().getParent()));
    Map<String, @Nullable Object> object = Json.checkpoint(runs.name(run), checkpoint);
    object.put("parent", details.parent().orElse(null));
    object.put("environment", new TreeMap<>(details.environment()));
    object.put("settings", details.settings());
    object.put(
        "files", details.files().stream().map(CheckpointDetails.FileDetails::toMap).toList());
    return Json.format(object);
  }

  private void print(Checkpoint checkpoint, CheckpointDetails details) {
    output.out().println(checkpoint.path());
    facts(checkpoint, details)
        .forEach((name, value) -> output.out().printf("  %-16s %s%n", name, value));
    output.out().println();
    output.out().print(files(details).render(output.terminal()));
    if (!details.settings().isEmpty()) {
      output.out().println();
      output.out().print(settings(details).render(output.terminal()));
    }
  }

  private static Map<String, String> facts(Checkpoint checkpoint, CheckpointDetails details) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("step", "%d (epoch %.2f)".formatted(checkpoint.step(), checkpoint.epoch()));
    facts.put(
        "saved",
        "%s (%s)".formatted(checkpoint.savedAt(), Units.age(checkpoint.savedAt(), Instant.now())));
    facts.put("size", Units.bytes(checkpoint.bytes()));
    marks(checkpoint).ifPresent(marks -> facts.put("marks", marks));
    new TreeMap<>(checkpoint.metrics())
        .forEach((metric, value) -> facts.put(metric, Units.metric(value)));
    details.parent().ifPresent(parent -> facts.put("parent", parent));
    new TreeMap<>(details.environment()).forEach(facts::put);
    checkpoint.damage().ifPresent(damage -> facts.put("damaged", damage));
    return facts;
  }

  private static java.util.Optional<String> marks(Checkpoint checkpoint) {
    List<String> marks = new ArrayList<>();
    if (checkpoint.best()) {
      marks.add("best");
    }
    if (checkpoint.latest()) {
      marks.add("latest");
    }
    if (checkpoint.pinned()) {
      marks.add("pinned");
    }
    return marks.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(String.join(", ", marks));
  }

  private static Table files(CheckpointDetails details) {
    return new Table(
        List.of(
            Table.Column.text("file", 0), Table.Column.number("size", 0), Table.Column.text("", 1)),
        details.files().stream()
            .map(file -> Table.Row.of(file.name(), Units.bytes(file.bytes()), file.summary()))
            .toList());
  }

  private static Table settings(CheckpointDetails details) {
    return new Table(
        List.of(Table.Column.text("setting", 0), Table.Column.text("value", 0)),
        details.settings().entrySet().stream()
            .map(entry -> Table.Row.of(entry.getKey(), String.valueOf(entry.getValue())))
            .collect(Collectors.toList()));
  }
}
