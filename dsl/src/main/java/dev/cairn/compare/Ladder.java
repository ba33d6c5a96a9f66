package dev.cairn.compare;

import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.Direction;
import dev.cairn.store.MetricsLine;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How far the variants of an experiment are to go, as far as their values at the rungs tell. It is
 * read from the runs' metrics each time, so that there is no decision to lose.
 *
 * @param climbing the variants that are to go on
 * @param next the step of the next rung; the last step, after the last rung
 * @param halted the rung at which each other variant was left behind, by its name
 * @param missing the runs of climbing variants that have no value at the next rung yet
 */
public record Ladder(
    List<Variant> climbing, long next, Map<String, Long> halted, List<String> missing) {

  /** Where an experiment begins. */
  public static Ladder first(ExperimentPlan plan) {
    return new Ladder(
        plan.variants(),
        plan.rungs().stream().findFirst().map(Halving.Rung::step).orElse(plan.steps()),
        Map.of(),
        List.of());
  }

  /**
   * Where an experiment is.
   *
   * @param failed tells the runs that are not waited for: their variants are left behind
   */
  public static Ladder of(Path folder, ExperimentPlan plan, Predicate<String> failed)
      throws IOException {
    List<Variant> climbing = plan.variants();
    Map<String, Long> halted = new LinkedHashMap<>();
    for (Halving.Rung rung : plan.rungs()) {
      Map<Variant, Double> means = new LinkedHashMap<>();
      List<String> missing = new ArrayList<>();
      for (Variant variant : climbing) {
        List<String> lacking = new ArrayList<>();
        mean(folder, plan, variant, rung.step(), lacking)
            .ifPresent(mean -> means.put(variant, mean));
        if (lacking.stream().noneMatch(failed)) {
          missing.addAll(lacking);
        }
      }
      if (!missing.isEmpty()) {
        return new Ladder(climbing, rung.step(), halted, missing);
      }
      List<Variant> best = best(means, plan.metric(), rung.keep());
      climbing.stream()
          .filter(variant -> !best.contains(variant))
          .forEach(variant -> halted.put(variant.name(), rung.step()));
      climbing = best;
    }
    return new Ladder(climbing, plan.steps(), halted, List.of());
  }

  /** The best, in the order of the plan; of equals the first. One without a value is none. */
  private static List<Variant> best(Map<Variant, Double> means, BestBy metric, int keep) {
    Comparator<Map.Entry<Variant, Double>> order = Map.Entry.comparingByValue();
    Set<Variant> kept =
        means.entrySet().stream()
            .sorted(metric.direction() == Direction.LOWER ? order : order.reversed())
            .limit(keep)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return means.keySet().stream().filter(kept::contains).toList();
  }

  private static OptionalDouble mean(
      Path folder, ExperimentPlan plan, Variant variant, long step, List<String> lacking)
      throws IOException {
    double sum = 0;
    List<String> runs = plan.runs(variant);
    for (String run : runs) {
      OptionalDouble value = value(RunDirectory.at(folder.resolve(run)), step, plan.metric());
      if (value.isEmpty()) {
        lacking.add(run);
      }
      sum += value.orElse(Double.NaN);
    }
    return Double.isFinite(sum) ? OptionalDouble.of(sum / runs.size()) : OptionalDouble.empty();
  }

  /** A value counts once a checkpoint holds its step: until then a kill takes it back. */
  private static OptionalDouble value(RunDirectory run, long step, BestBy metric)
      throws IOException {
    if (run.latest().map(Checkpoint::step).orElse(0L) < step) {
      return OptionalDouble.empty();
    }
    return run.metrics().stream()
        .filter(line -> line.step() == step)
        .map(MetricsLine::values)
        .filter(metric::isIn)
        .mapToDouble(metric::value)
        .findFirst();
  }
}
