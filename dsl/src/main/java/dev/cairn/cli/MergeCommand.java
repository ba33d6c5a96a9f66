package dev.cairn.cli;

import dev.cairn.compare.Merge;
import dev.cairn.compare.Merging;
import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code cairn merge}. */
@Command(
    name = "merge",
    description = "Merge the weights of checkpoints into a run of its own.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cairn merge average a/best b/best c/best --to merged/soup",
      "  cairn merge average quickstart --last 5 --to merged/last-5",
      "  cairn merge slerp a/best b/best --t 0.5 --to merged/halfway",
      "  cairn merge ties base a/best b/best --density 0.2 --to merged/ties",
      "  cairn merge ema quickstart --decay 0.9 --to merged/ema"
    })
final class MergeCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "RECIPE",
      description =
          "average: the mean; slerp: a point on the arc between two; ties: the first, and of the"
              + " others' largest changes those that agree; ema: a run's moving average.")
  private String recipe = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CHECKPOINT",
      description =
          "A path, or RUN/checkpoint-N, RUN/best, RUN/latest; a run alone means its latest, and"
              + " with ema or --last the run.")
  private List<String> wanted = new ArrayList<>();

  @Option(names = "--to", required = true, paramLabel = "RUN", description = "The run to write.")
  private String to = "";

  @Option(names = "--last", paramLabel = "N", description = "average: the last N of a run.")
  private @Nullable Integer last;

  @Option(names = "--t", paramLabel = "T", description = "slerp: 0 to 1. Default: 0.5.")
  private double t = 0.5;

  @Option(
      names = "--density",
      paramLabel = "SHARE",
      description = "ties: the share of changes that count. Default: 0.2.")
  private double density = 0.2;

  @Option(
      names = "--weight",
      paramLabel = "X",
      description = "ties: what the changes are multiplied by. Default: 1.")
  private double weight = 1;

  @Option(
      names = "--decay",
      paramLabel = "D",
      description = "ema: the share that each newer checkpoint leaves. Default: 0.9.")
  private double decay = 0.9;

  @Mixin private RunsFolder runs = new RunsFolder();
  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Path target = runs.path().resolve(to);
    Checkpoint merged = Merging.into(target, merge());
    Objects.requireNonNull(command)
        .commandLine()
        .getOut()
        .printf("%s (%s)%n", merged.path(), Units.bytes(merged.bytes()));
    return ExitCode.DONE;
  }

  private Merge merge() throws IOException {
    return switch (recipe) {
      case "average" ->
          last == null ? new Merge.Average(checkpoints()) : Merge.lastOf(checkpointsOfRun(), last);
      case "slerp" -> {
        requireCount("two checkpoints", wanted.size() == 2);
        yield new Merge.Slerp(runs.checkpoint(wanted.get(0)), runs.checkpoint(wanted.get(1)), t);
      }
      case "ties" -> {
        requireCount("the base and one checkpoint or more", wanted.size() > 1);
        List<Checkpoint> all = checkpoints();
        yield new Merge.Ties(all.get(0), all.subList(1, all.size()), density, weight);
      }
      case "ema" -> Merge.emaOf(checkpointsOfRun(), decay);
      default ->
          throw new IllegalArgumentException(
              "there is no recipe " + recipe + "; write average, slerp, ties or ema");
    };
  }

  private List<Checkpoint> checkpoints() throws IOException {
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (String one : wanted) {
      checkpoints.add(runs.checkpoint(one));
    }
    return checkpoints;
  }

  private List<Checkpoint> checkpointsOfRun() throws IOException {
    requireCount("one run", wanted.size() == 1);
    return runs.run(wanted.get(0)).checkpoints();
  }

  private void requireCount(String needed, boolean met) {
    if (!met) {
      throw new IllegalArgumentException(
          "%s takes %s, not %s".formatted(recipe, needed, String.join(" ", wanted)));
    }
  }
}
