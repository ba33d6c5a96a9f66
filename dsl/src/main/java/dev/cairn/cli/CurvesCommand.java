package dev.cairn.cli;

import dev.cairn.display.Curves;
import dev.cairn.display.Display;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn curves}. */
@Command(
    name = "curves",
    description =
        "Draw the losses of a run, or of several over each other; or write their metrics.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn curves quickstart",
      "  cairn curves sft/lr-1e-3 sft/lr-3e-4 --log",
      "  cairn curves quickstart --html curves.html --png curves.png",
      "  cairn curves sft/lr-1e-3 --csv metrics.csv"
    })
final class CurvesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Runs, by name or path.")
  private List<String> wanted = List.of();

  @Option(names = "--log", description = "A logarithmic scale for the loss.")
  private boolean logarithmic;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page instead.")
  private @Nullable Path html;

  @Option(names = "--png", paramLabel = "FILE", description = "Write a picture instead.")
  private @Nullable Path png;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write a table of all metrics with a line for each step instead.")
  private @Nullable Path csv;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (html != null) {
      Files.writeString(html, curves().page(String.join(", ", wanted)));
      output.out().println("Wrote " + html);
    }
    if (png != null) {
      Files.write(png, picture(curves()));
      output.out().println("Wrote " + png);
    }
    if (csv != null) {
      Files.writeString(csv, metrics().csv());
      output.out().println("Wrote " + csv);
    }
    if (html == null && png == null && csv == null) {
      output
          .out()
          .print(output.json() ? metrics().json() + "\n" : curves().text(output.terminal()));
    }
    return ExitCode.DONE;
  }

  private MetricsTable metrics() throws IOException {
    MetricsTable metrics = new MetricsTable();
    for (String name : wanted) {
      RunDirectory run = runs.run(name);
      metrics.add(runs.name(run), run.metrics());
    }
    return metrics;
  }

  private Curves curves() throws IOException {
    List<Curves> each = new ArrayList<>();
    for (String name : wanted) {
      RunDirectory run = runs.run(name);
      each.add(Curves.of(run, runs.name(run)));
    }
    Curves all = each.stream().reduce(Curves::with).orElseThrow();
    return logarithmic ? all.logScale() : all;
  }

  private byte[] picture(Display curves) {
    return curves
        .png()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "there is nothing to draw in %s: no loss was logged yet"
                        .formatted(String.join(", ", wanted))));
  }
}
