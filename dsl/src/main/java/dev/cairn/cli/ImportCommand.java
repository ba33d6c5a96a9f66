package dev.cairn.cli;

import dev.cairn.display.CheckpointTable;
import dev.cairn.display.Terminal;
import dev.cairn.share.Import;
import dev.cairn.store.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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

/** {@code cairn import}. */
@Command(
    name = "import",
    description = "Bring checkpoints of other programs into a run.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn import output/checkpoint-500 --run sft",
      "  cairn import output --run sft",
      "  cairn import step_500.safetensors --run sft"
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      description =
          "A checkpoint-N of Hugging Face's Trainer, its whole output folder, a model's folder or"
              + " a step_N.safetensors.")
  private Path from = Path.of("");

  @Option(
      names = "--run",
      required = true,
      paramLabel = "NAME",
      description = "The run to bring them into; created if need be.")
  private String run = "";

  @Option(names = "--force", description = "Replace checkpoints of the same steps.")
  private boolean force;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var line = Objects.requireNonNull(command).commandLine();
    List<Checkpoint> imported;
    try (ShareOutput output = new ShareOutput("importing", line.getErr())) {
      imported = Import.run(from, runs.path().resolve(run), force, output);
    }
    line.getOut()
        .print(CheckpointTable.of(imported).render(Terminal.standardOutput(), Instant.now()));
    return ExitCode.DONE;
  }
}
