package dev.cairn.cli;

import dev.cairn.display.Ink;
import dev.cairn.display.Table;
import dev.cairn.display.Units;
import dev.cairn.store.DiskUsage;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cairn du}. */
@Command(
    name = "du",
    description = {
      "Show what runs take on the disk.",
      "The size counts every file; on disk, what checkpoints share by hard links counts once."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  cairn du", "  cairn du quickstart", "  cairn du --json"})
final class DuCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "A run, checkpoint by checkpoint; without one, all runs.")
  private @Nullable String run;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  private record Row(String name, long apparentBytes, long bytes) {}

  @Override
  public Integer call() throws IOException {
    List<RunDirectory> measured = run == null ? runs.all() : List.of(runs.run(run));
    if (output.json()) {
      output.out().println(json(measured));
    } else if (measured.isEmpty()) {
      output.out().println("no runs in " + runs.path());
    } else {
      output.out().print(table(measured).render(output.terminal()));
    }
    return ExitCode.DONE;
  }

  private Table table(List<RunDirectory> measured) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (run == null) {
      for (RunDirectory directory : measured) {
        DiskUsage usage = directory.usage();
        rows.add(new Row(runs.name(directory), usage.apparentBytes(), usage.bytes()));
      }
    } else {
      for (DiskUsage.Part part : measured.get(0).usage().parts()) {
        rows.add(new Row(part.name(), part.apparentBytes(), part.bytes()));
      }
    }
    List<Table.Row> lines =
        new ArrayList<>(rows.stream().map(row -> line(Ink.PLAIN, row)).toList());
    lines.add(
        line(
            Ink.BOLD,
            new Row(
                "total",
                rows.stream().mapToLong(Row::apparentBytes).sum(),
                rows.stream().mapToLong(Row::bytes).sum())));
    return new Table(
        List.of(
            Table.Column.text(run == null ? "run" : "part", 0),
            Table.Column.number("size", 0),
            Table.Column.number("on disk", 0)),
        lines);
  }

  private static Table.Row line(Ink ink, Row row) {
    return new Table.Row(
        ink, List.of(row.name(), Units.bytes(row.apparentBytes()), Units.bytes(row.bytes())));
  }

  private String json(List<RunDirectory> measured) throws IOException {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (RunDirectory directory : measured) {
      DiskUsage usage = directory.usage();
      Map<String, Object> object =
          sizes("run", runs.name(directory), usage.apparentBytes(), usage.bytes());
      object.put(
          "parts",
          usage.parts().stream()
              .map(part -> sizes("name", part.name(), part.apparentBytes(), part.bytes()))
              .toList());
      objects.add(object);
    }
    return Json.format(objects);
  }

  private static Map<String, Object> sizes(String key, String name, long apparent, long bytes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(key, name);
    object.put("bytes", apparent);
    object.put("bytes_on_disk", bytes);
    return object;
  }
}
