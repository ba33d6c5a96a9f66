package dev.cairn.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cairn eval}. */
@Command(
    name = "eval",
    description = "Evaluate checkpoints on the text that their runs held out.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn eval quickstart",
      "  cairn eval 'sft/*' --prompt 'if (' --tests tests.jsonl"
    })
final class EvalCommand implements Callable<Integer> {

  @Mixin private Contest contest = new Contest();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    return contest.show(true, output);
  }
}
