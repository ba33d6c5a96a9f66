package dev.cairn.cli;

import dev.cairn.display.Units;
import dev.cairn.share.Export;
import dev.cairn.share.ExportLayout;
import dev.cairn.share.ExportSettings;
import dev.cairn.store.Checkpoint;
import dev.cairn.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn export}. */
@Command(
    name = "export",
    description = "Write a checkpoint for other programs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn export quickstart/best --to my-model --dtype bf16 --weights-only",
      "  cairn export quickstart --to steps --layout single-file"
    })
final class ExportCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "Its path, or RUN/checkpoint-N, RUN/best, RUN/latest; a run alone means its latest.")
  private String wanted = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write; with single-file, the folder to write into.")
  private Path to = Path.of("");

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "bf16, f16 or f32 for the weights. Default: as they are.")
  private @Nullable String dtype;

  @Option(
      names = "--weights-only",
      description = "Leave out optimizer, scheduler, random numbers, data and trainer state.")
  private boolean weightsOnly;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description =
          "hf: a folder for from_pretrained; single-file: step_N.safetensors; best-model:"
              + " best_model in the folder. Default: hf.")
  private String layout = "hf";

  @Option(names = "--force", description = "Replace an older export in the same place.")
  private boolean force;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    ExportSettings settings = new ExportSettings(layout(), dtype(), weightsOnly, force);
    Checkpoint checkpoint = runs.checkpoint(wanted);
    var line = Objects.requireNonNull(command).commandLine();
    Path written;
    try (ShareOutput output = new ShareOutput("exporting", line.getErr())) {
      written = Export.run(checkpoint, to, settings, output);
    }
    line.getOut().printf("%s (%s)%n", written, Units.bytes(size(written)));
    return ExitCode.DONE;
  }

  private ExportLayout layout() {
    return switch (layout.toLowerCase(Locale.ROOT)) {
      case "hf" -> ExportLayout.HF;
      case "single-file" -> ExportLayout.SINGLE_FILE;
      case "best-model" -> ExportLayout.BEST_MODEL;
      default ->
          throw new IllegalArgumentException(
              "--layout " + layout + " is not known; write hf, single-file or best-model");
    };
  }

  private Optional<DType> dtype() {
    if (dtype == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (dtype.toLowerCase(Locale.ROOT)) {
          case "bf16", "bfloat16" -> DType.BF16;
          case "f16", "fp16", "float16" -> DType.F16;
          case "f32", "fp32", "float32" -> DType.F32;
          default ->
              throw new IllegalArgumentException(
                  "--dtype " + dtype + " is not known; write bf16, f16 or f32");
        });
  }

  private static long size(Path written) throws IOException {
    try (Stream<Path> files = Files.walk(written)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
