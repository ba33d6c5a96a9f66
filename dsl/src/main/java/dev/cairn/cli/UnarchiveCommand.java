package dev.cairn.cli;

import dev.cairn.display.CheckpointTable;
import dev.cairn.display.Terminal;
import dev.cairn.share.Archive;
import dev.cairn.share.Archive.Destination;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn unarchive}. */
@Command(
    name = "unarchive",
    description = "Unpack what cairn archive packed; nothing that is not whole is left.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn unarchive quickstart.tar.zst",
      "  cairn unarchive quickstart.tar.zst --to runs/copy"
    })
final class UnarchiveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A .tar.zst, .tar.gz or .zip of cairn archive.")
  private Path archive = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The run's directory. Default: the run's own name, where runs live.")
  private @Nullable Path to;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "The most that it may unpack to, such as 500GB. Default: 100 times its size.")
  private @Nullable String maxSize;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    OptionalLong most =
        maxSize == null ? OptionalLong.empty() : OptionalLong.of(Quantity.bytes(maxSize));
    Destination destination = to == null ? new Destination.In(runs.path()) : new Destination.As(to);
    var line = Objects.requireNonNull(command).commandLine();
    List<Checkpoint> unpacked;
    try (ShareOutput output = new ShareOutput("unpacking", line.getErr())) {
      unpacked = Archive.unpack(archive, destination, most, output);
    }
    line.getOut()
        .print(CheckpointTable.of(unpacked).render(Terminal.standardOutput(), Instant.now()));
    return ExitCode.DONE;
  }
}
