package dev.cairn.cli;

import dev.cairn.Session;
import dev.cairn.display.TrainingLog;
import dev.cairn.script.Scripts;
import dev.cairn.train.StartPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SCRIPT", description = "The script.")
  private @Nullable Path script;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Train to step N instead of the one in the script.")
  private @Nullable Long steps;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = {
        "Change a setting, for example model.gpt2.width=64; a path is the script's blocks joined by"
            + " dots. May be given several times."
      })
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--max-checkpoints",
      paramLabel = "N",
      description = "Keep at most N checkpoints; 0 for no limit.")
  private @Nullable Integer maxCheckpoints;

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
    requireReadable(file);
    try (TrainingLog log = TrainingLog.toStandardError(runs.path())) {
      new Session(runs.path(), overrides(), targetStep(), start.point(runs.path()), log).use();
      Scripts.run(file, () -> log.println("Compiling " + file));
    }
    return ExitCode.DONE;
  }

  /** The name of the script's file, as stack traces show it. */
  @Nullable String scriptName() {
    return script == null ? null : String.valueOf(script.getFileName());
  }

  private static void requireReadable(Path file) {
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

  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "--set " + setting + ": write a path and a value, for example optimizer.adamW.lr=3e-4");
      }
      overrides.put(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
    }
    if (maxCheckpoints != null) {
      overrides.put("checkpoints.maxCheckpoints", Integer.toString(maxCheckpoints));
    }
    return overrides;
  }
}
