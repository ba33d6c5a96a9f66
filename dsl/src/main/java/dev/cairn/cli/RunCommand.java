package dev.cairn.cli;

import dev.cairn.Session;
import dev.cairn.display.TrainingLog;
import dev.cairn.script.Scripts;
import dev.cairn.settings.SettingLayers;
import dev.cairn.train.StartPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cairn run}. */
@Command(
    name = "run",
    description = {
      "Run a script: train what it describes, or go on where it stopped.",
      "The run is named after the file; the endings .cairn.kts, .jsh and .java tell the language."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn run examples/quickstart.cairn.kts",
      "  cairn run quickstart.cairn.kts --steps 1000 --set optimizer.adamW.lr=3e-4",
      "  cairn run quickstart.cairn.kts --resume checkpoint-300"
    })
final class RunCommand implements Callable<Integer>, ScriptCommand {

  @Parameters(paramLabel = "SCRIPT", description = "The script.")
  private @Nullable Path script;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Train to step N instead of the one in the script.")
  private @Nullable Long steps;

  @Mixin private Overrides overrides = new Overrides();

  @ArgGroup private Start start = new Start();

  @Mixin private RunsFolder runs = new RunsFolder();

  /** Where to begin; one of the two. */
  static final class Start {
    @Option(
        names = "--resume",
        paramLabel = "auto|PATH",
        description = {
          "Go on from the newest valid checkpoint (auto, the default) or from this one;",
          "newer ones move to the run's trash."
        })
    private String resume = "auto";

    @Option(
        names = "--fresh",
        description = "Begin again; the run's checkpoints move to its trash.")
    private boolean fresh;

    StartPoint point(Path runs) {
      if (fresh) {
        return new StartPoint.Fresh();
      }
      return resume.equals("auto")
          ? new StartPoint.Newest()
          : new StartPoint.At(checkpoint(Path.of(resume), runs));
    }

    private static Path checkpoint(Path given, Path runs) {
      boolean belowRuns = !Files.exists(given) && Files.exists(runs.resolve(given));
      return belowRuns ? runs.resolve(given) : given;
    }
  }

  @Override
  public Integer call() throws Exception {
    Path file = Objects.requireNonNull(script);
    requireThere(file);
    SettingLayers layers = Scripts.layers(file);
    Path folder = runs.path(layers);
    try (TrainingLog log = TrainingLog.toStandardError(folder)) {
      new Session(
              folder,
              layers,
              overrides.byPath(),
              targetStep(),
              start.point(folder),
              log,
              Optional.empty())
          .use();
      Scripts.run(file, () -> log.println("Compiling " + file));
    }
    return ExitCode.DONE;
  }

  @Override
  public @Nullable String scriptName() {
    return script == null ? null : String.valueOf(script.getFileName());
  }

  /** Refuses a script that does not exist. */
  static void requireThere(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new NotFoundException("there is no script " + file);
    }
  }

  private OptionalLong targetStep() {
    if (steps == null) {
      return OptionalLong.empty();
    }
    if (steps < 1) {
      throw new IllegalArgumentException("--steps " + steps + ": must be at least 1");
    }
    return OptionalLong.of(steps);
  }
}
