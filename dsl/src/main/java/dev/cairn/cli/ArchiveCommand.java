package dev.cairn.cli;

import dev.cairn.display.Units;
import dev.cairn.share.Archive;
import dev.cairn.share.ArchiveSettings;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn archive}. */
@Command(
    name = "archive",
    description = "Pack a run or a checkpoint into one file; every byte is checked on the way.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn archive quickstart --to quickstart.tar.zst",
      "  cairn archive quickstart/best --to best.tar.zst --compress"
    })
final class ArchiveCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|CHECKPOINT",
      description = "A run, or a checkpoint: RUN/checkpoint-N, RUN/best, RUN/latest, or a path.")
  private String wanted = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "The file to write; its name ends with .tar.zst, .tar.gz or .zip.")
  private Path to = Path.of("");

  @Option(
      names = "--compress",
      description = "Split weights and moments into byte planes, which makes them smaller.")
  private boolean compress;

  @Option(names = "--force", description = "Replace an older file in the same place.")
  private boolean force;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    ArchiveSettings settings = new ArchiveSettings(compress, force);
    Optional<RunDirectory> run = runs.find(wanted);
    var line = Objects.requireNonNull(command).commandLine();
    try (ShareOutput output = new ShareOutput("archiving", line.getErr())) {
      if (run.isPresent()) {
        Archive.pack(run.get(), to, settings, output);
      } else {
        Archive.pack(runs.checkpoint(wanted), to, settings, output);
      }
    }
    line.getOut().printf("%s (%s)%n", to, Units.bytes(Files.size(to)));
    return ExitCode.DONE;
  }
}
