package dev.cairn.cli;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn pin}. */
@Command(
    name = "pin",
    description = "Pin a checkpoint, so that no rule deletes it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn pin quickstart/checkpoint-300 before-lr-change",
      "  cairn show quickstart/before-lr-change",
      "  cairn pin --remove quickstart/before-lr-change"
    })
final class PinCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "Its path, or RUN/checkpoint-N, RUN/best, RUN/latest, RUN/LABEL.")
  private String wanted = "";

  @Parameters(
      index = "1",
      paramLabel = "LABEL",
      arity = "0..1",
      description = "What it is to be remembered as.")
  private String label = "";

  @Option(names = "--remove", description = "Take the pin away; the rules decide again.")
  private boolean remove;

  @Mixin private RunsFolder runs = new RunsFolder();

  @Override
  public Integer call() throws IOException {
    Checkpoint checkpoint = runs.checkpoint(wanted);
    try (CheckpointStore store = runs.open(RunsFolder.runOf(checkpoint))) {
      if (remove) {
        store.unpin(checkpoint);
        say("%s is no longer pinned".formatted(checkpoint.path()));
      } else {
        store.pin(checkpoint, label);
        say("pinned " + checkpoint.path() + (label.isBlank() ? "" : " as " + label.strip()));
      }
    }
    return ExitCode.DONE;
  }

  private void say(String sentence) {
    if (spec != null) {
      spec.commandLine().getOut().println(sentence);
    }
  }
}
