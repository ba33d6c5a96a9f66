package dev.cairn.compare;

import dev.cairn.store.Direction;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The variants of an experiment, the best first, read from the directories of its runs.
 *
 * @param name what the experiment is called
 * @param plan what it is to train
 * @param rows a row for each variant; those without a value last, in their order
 */
public record Standings(String name, ExperimentPlan plan, List<Standing> rows) {

  /** Copies the list. */
  public Standings {
    rows = List.copyOf(rows);
  }

  /**
   * The standings of the experiment in a folder, as it is now.
   *
   * @throws IOException if the folder holds no plan of an experiment that can be read
   */
  public static Standings of(Path folder, String name) throws IOException {
    ExperimentPlan plan = ExperimentPlan.read(folder);
    List<Standing> rows = new ArrayList<>();
    Set<String> failed = new HashSet<>();
    for (Variant variant : plan.variants()) {
      List<Trial> trials = new ArrayList<>();
      for (String run : plan.runs(variant)) {
        RunDirectory directory = RunDirectory.at(folder.resolve(run));
        Trial trial = Trial.of(run, directory, plan.steps(), plan.metric());
        trials.add(trial);
        if (trial.state() == Trial.State.FAILED) {
          failed.add(run);
        }
      }
      rows.add(new Standing(variant, trials));
    }
    Set<String> halted = Ladder.of(folder, plan, failed::contains).halted().keySet();
    rows.replaceAll(row -> halted.contains(row.variant().name()) ? row.halted() : row);
    rows.sort(order(plan));
    return new Standings(name, plan, rows);
  }

  private static Comparator<Standing> order(ExperimentPlan plan) {
    Comparator<Standing> byMean = Comparator.comparingDouble(row -> row.mean().orElseThrow());
    return Comparator.comparing((Standing row) -> row.mean().isEmpty())
        .thenComparing(
            (one, other) -> {
              if (one.mean().isEmpty()) {
                return 0;
              }
              return lowerIsBetter(plan) ? byMean.compare(one, other) : byMean.compare(other, one);
            });
  }

  private static boolean lowerIsBetter(ExperimentPlan plan) {
    return plan.metric().direction() == Direction.LOWER;
  }

  /** The run with the best value of the best variant. */
  public Optional<Trial> best() {
    return rows.stream().findFirst().flatMap(this::best);
  }

  /** The run of a variant with the best value. */
  public Optional<Trial> best(Standing row) {
    return row.best(lowerIsBetter(plan));
  }

  /** The runs that failed. */
  public List<Trial> failed() {
    return rows.stream()
        .flatMap(row -> row.trials().stream())
        .filter(trial -> trial.state() == Trial.State.FAILED)
        .toList();
  }
}
