package dev.cairn.cli;

import dev.cairn.display.Units;
import dev.cairn.share.ColdCheckpoint;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.CompressedCheckpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn compress}. */
@Command(
    name = "compress",
    description = {
      "Make one compressed file of each checkpoint, in its run; cairn decompress undoes it.",
      "The best and the latest stay as they are."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  cairn compress quickstart/checkpoint-100 quickstart/checkpoint-200"})
final class CompressCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "CHECKPOINT",
      arity = "1..*",
      description = "Paths, or RUN/checkpoint-N, RUN/LABEL.")
  private List<String> wanted = List.of();

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (String name : wanted) {
      checkpoints.add(runs.checkpoint(name));
    }
    for (Checkpoint checkpoint : checkpoints) {
      compress(checkpoint);
    }
    return ExitCode.DONE;
  }

  private void compress(Checkpoint checkpoint) throws IOException {
    var line = Objects.requireNonNull(command).commandLine();
    CompressedCheckpoint compressed;
    try (CheckpointStore store = runs.open(RunsFolder.runOf(checkpoint));
        ShareOutput output = new ShareOutput("compressing", line.getErr())) {
      compressed = ColdCheckpoint.compress(store, checkpoint, output);
    }
    line.getOut()
        .printf(
            "%s (%s, was %s)%n",
            compressed.path(), Units.bytes(compressed.bytes()), Units.bytes(checkpoint.bytes()));
  }
}
