package dev.cairn.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cairn compare}. */
@Command(
    name = "compare",
    description =
        "Put checkpoints beside each other: metrics, settings that differ, forks, curves.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn compare quickstart/checkpoint-400 quickstart/best",
      "  cairn compare 'sft/*' --evaluate"
    })
final class CompareCommand implements Callable<Integer> {

  @Option(
      names = "--evaluate",
      description = "Evaluate them first, to say which differences may be noise.")
  private boolean evaluate;

  @Mixin private Contest contest = new Contest();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    return contest.show(evaluate || contest.asks(), output);
  }
}
