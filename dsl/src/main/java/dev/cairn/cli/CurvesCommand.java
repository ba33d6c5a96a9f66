package dev.cairn.cli;

import dev.cairn.display.Curves;
import dev.cairn.display.Display;
import dev.cairn.display.Terminal;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn curves}. */
@Command(
    name = "curves",
    description = "Draw the losses of a run, or of several over each other.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn curves quickstart",
      "  cairn curves sft/lr-1e-3 sft/lr-3e-4 --log",
      "  cairn curves quickstart --html curves.html --png curves.png"
    })
final class CurvesCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec command;

  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Runs, by name or path.")
  private List<String> wanted = List.of();

  @Option(names = "--log", description = "A logarithmic scale for the loss.")
  private boolean logarithmic;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page instead.")
  private @Nullable Path html;

  @Option(names = "--png", paramLabel = "FILE", description = "Write a picture instead.")
  private @Nullable Path png;

  @Mixin private RunsFolder runs = new RunsFolder();

  @Override
  public Integer call() throws IOException {
    Curves curves = curves();
    if (html != null) {
      Files.writeString(html, curves.page(String.join(", ", wanted)));
      out().println("Wrote " + html);
    }
    if (png != null) {
      Files.write(png, picture(curves));
      out().println("Wrote " + png);
    }
    if (html == null && png == null) {
      out().print(curves.text(Terminal.standardOutput()));
    }
    return ExitCode.DONE;
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

  private PrintWriter out() {
    return Objects.requireNonNull(command).commandLine().getOut();
  }
}
