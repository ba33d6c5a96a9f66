package dev.cairn.cli;

import dev.cairn.display.Units;
import dev.cairn.share.ColdCheckpoint;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.CompressedCheckpoint;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn decompress}. */
@Command(
    name = "decompress",
    description = "Make a checkpoint again of what cairn compress made one file of.",
    footerHeading = "%nExamples:%n",
    footer = {"  cairn decompress quickstart/checkpoint-100"})
final class DecompressCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "CHECKPOINT",
      arity = "1..*",
      description = "RUN/checkpoint-N, or the path that it had.")
  private List<String> wanted = List.of();

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var line = Objects.requireNonNull(command).commandLine();
    for (String name : wanted) {
      CompressedCheckpoint compressed = runs.compressed(name);
      Path run = Objects.requireNonNull(compressed.path().getParent());
      Checkpoint checkpoint;
      try (CheckpointStore store = runs.open(RunDirectory.at(run));
          ShareOutput output = new ShareOutput("decompressing", line.getErr())) {
        checkpoint = ColdCheckpoint.decompress(store, compressed, output);
      }
      line.getOut().printf("%s (%s)%n", checkpoint.path(), Units.bytes(checkpoint.bytes()));
    }
    return ExitCode.DONE;
  }
}
