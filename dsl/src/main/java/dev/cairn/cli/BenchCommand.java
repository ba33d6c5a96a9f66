package dev.cairn.cli;

import dev.cairn.display.Table;
import dev.cairn.display.Units;
import dev.cairn.store.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn bench}. */
@Command(
    name = "bench",
    description =
        "Measure the store on this disk, each figure beside what memory or the disk itself can do.",
    footerHeading = "%nExamples:%n",
    footer = {"  cairn bench", "  cairn bench --size 100MB --rounds 9 --runs /mnt/data/runs"})
final class BenchCommand implements Callable<Integer> {

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "The bytes of tensors in a checkpoint. Default: 1GiB.")
  private String size = "1GiB";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each figure is taken; the median counts. Default: 5.")
  private int rounds = 5;

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      description = "How many checkpoints to list. Default: 10000.")
  private int checkpoints = 10_000;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || checkpoints < 1) {
      throw new IllegalArgumentException("--rounds and --checkpoints must be at least 1");
    }
    long bytes = Quantity.bytes(size);
    Files.createDirectories(runs.path());
    Path folder = Files.createTempDirectory(runs.path(), ".bench-");
    List<StoreBenchmark.Figure> figures = new ArrayList<>();
    try (StoreBenchmark benchmark = new StoreBenchmark(folder, bytes, rounds)) {
      for (StoreBenchmark.Part part : StoreBenchmark.Part.values()) {
        output.progress("measuring: " + part.title());
        figures.addAll(benchmark.measure(part, checkpoints));
      }
    }
    output.out().print(output.json() ? json(figures) + "\n" : table(figures));
    return ExitCode.DONE;
  }

  private String table(List<StoreBenchmark.Figure> figures) {
    List<Table.Row> rows = new ArrayList<>();
    for (StoreBenchmark.Figure figure : figures) {
      rows.add(
          Table.Row.of(
              figure.what(),
              amount(figure, figure.seconds()),
              figure.beside(),
              amount(figure, figure.besideSeconds()),
              String.format(Locale.ROOT, "%.2f", figure.ratio())));
    }
    return new Table(
            List.of(
                Table.Column.text("what", 0),
                Table.Column.number("Cairn", 0),
                Table.Column.text("beside", 1),
                Table.Column.number("takes", 0),
                Table.Column.number("ratio", 0)),
            rows)
        .render(output.terminal());
  }

  /** Seconds, and the rate where bytes were moved. */
  private static String amount(StoreBenchmark.Figure figure, double seconds) {
    String time =
        seconds < 1
            ? String.format(Locale.ROOT, "%.1f ms", seconds * 1000)
            : String.format(Locale.ROOT, "%.2f s", seconds);
    return figure.bytes() == 0
        ? time
        : time + ", " + Units.bytes(Math.round(figure.bytes() / seconds)) + "/s";
  }

  private static String json(List<StoreBenchmark.Figure> figures) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (StoreBenchmark.Figure figure : figures) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("what", figure.what());
      object.put("bytes", figure.bytes());
      object.put("seconds", figure.seconds());
      object.put("beside", figure.beside());
      object.put("beside_seconds", figure.besideSeconds());
      object.put("ratio", figure.ratio());
      objects.add(object);
    }
    return Json.format(objects);
  }
}
