package dev.cairn.cli;

import dev.cairn.model.Generation;
import dev.cairn.train.TrainedModel;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cairn generate}. */
@Command(
    name = "generate",
    description = "Let the model of a checkpoint write text.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn generate quickstart --prompt 'public static '",
      "  cairn generate quickstart/best --prompt 'if (' --tokens 100 --temperature 0"
    })
final class GenerateCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "Its path, or RUN/checkpoint-N, RUN/best, RUN/latest; a run alone means its latest.")
  private String wanted = "";

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "TEXT",
      description = "The text to go on from.")
  private String prompt = "";

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "How many tokens to add. Default: ${DEFAULT-VALUE}.")
  private int tokens = Generation.DEFAULT.tokens();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 always takes the likeliest token. Default: ${DEFAULT-VALUE}.")
  private double temperature = Generation.DEFAULT.temperature();

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Sample among the K likeliest tokens; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int topK = Generation.DEFAULT.topK();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides what is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed = Generation.DEFAULT.seed();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "auto, cpu, gpu or gpu:1. Default: ${DEFAULT-VALUE}.")
  private String device = "auto";

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Generation how = new Generation(tokens, temperature, topK, seed);
    try (TrainedModel model = TrainedModel.load(runs.checkpoint(wanted), device)) {
      Objects.requireNonNull(command).commandLine().getOut().println(model.generate(prompt, how));
    }
    return ExitCode.DONE;
  }
}
