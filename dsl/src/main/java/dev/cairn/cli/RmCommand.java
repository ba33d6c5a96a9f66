package dev.cairn.cli;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn rm}. */
@Command(
    name = "rm",
    description = "Move a checkpoint to its run's trash; cairn restore brings it back.",
    footerHeading = "%nExamples:%n",
    footer = {"  cairn rm quickstart/checkpoint-300", "  cairn restore quickstart checkpoint-300"})
final class RmCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "CHECKPOINT", description = "Its path, or RUN/checkpoint-N.")
  private String wanted = "";

  @Option(names = "--force", description = "Even if it is the best, the latest or pinned.")
  private boolean force;

  @Mixin private RunsFolder runs = new RunsFolder();

  @Override
  public Integer call() throws IOException {
    if (runs.find(wanted).isPresent()) {
      throw new IllegalArgumentException(
          "%s is a run; name one of its checkpoints: %s/checkpoint-N".formatted(wanted, wanted));
    }
    Checkpoint checkpoint = runs.checkpoint(wanted);
    if (!force && !marks(checkpoint).isEmpty()) {
      throw new IllegalArgumentException(
          "%s is %s; rm --force moves it to the trash all the same"
              .formatted(checkpoint.path(), String.join(" and ", marks(checkpoint))));
    }
    try (CheckpointStore store = runs.open(RunsFolder.runOf(checkpoint))) {
      Path moved = store.remove(checkpoint, "removed by cairn rm");
      if (spec != null) {
        spec.commandLine().getOut().println("moved %s to %s".formatted(checkpoint.path(), moved));
      }
    }
    return ExitCode.DONE;
  }

  private static List<String> marks(Checkpoint checkpoint) {
    List<String> marks = new ArrayList<>();
    if (checkpoint.best()) {
      marks.add("the best");
    }
    if (checkpoint.latest()) {
      marks.add("the latest");
    }
    if (checkpoint.pinned()) {
      marks.add("pinned");
    }
    return marks;
  }
}
