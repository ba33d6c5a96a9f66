package dev.cairn.cli;

import dev.cairn.display.ComparisonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn report}. */
@Command(
    name = "report",
    description = "Evaluate checkpoints and write the comparison as one page to send.",
    footerHeading = "%nExamples:%n",
    footer = {"  cairn report 'sft/*' -o sft.html --prompt 'public static '"})
final class ReportCommand implements Callable<Integer> {

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The page to write.")
  private Path file = Path.of("");

  @Mixin private Contest contest = new Contest();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    ComparisonReport report = contest.report(true, output);
    report.report(file.toString());
    output.progress("Wrote " + file);
    return Contest.exitCode(report);
  }
}
