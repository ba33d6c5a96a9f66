package dev.cairn.compare;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How a variant went, over its seeds.
 *
 * @param variant the variant
 * @param trials a run for each seed
 */
public record Standing(Variant variant, List<Trial> trials) {

  /** Copies the list. */
  public Standing {
    trials = List.copyOf(trials);
  }

  Standing halted() {
    return new Standing(variant, trials.stream().map(Trial::halted).toList());
  }

  /** How many of its runs have a finite value of the metric. */
  public long count() {
    return scores().count();
  }

  /** The mean over the runs that have a value. */
  public OptionalDouble mean() {
    return scores().average();
  }

  /** The standard deviation of a sample over the seeds; empty for fewer than two. */
  public OptionalDouble spread() {
    long n = count();
    if (n < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean().orElseThrow();
    double squares = scores().map(score -> (score - mean) * (score - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (n - 1)));
  }

  /** The run with the best value. */
  public Optional<Trial> best(boolean lowerIsBetter) {
    Comparator<Trial> byScore = Comparator.comparingDouble(trial -> trial.score().orElseThrow());
    return trials.stream()
        .filter(trial -> Double.isFinite(trial.score().orElse(Double.NaN)))
        .min(lowerIsBetter ? byScore : byScore.reversed());
  }

  /** How long its runs have trained, together. */
  public Duration trained() {
    return trials.stream().map(Trial::trained).reduce(Duration.ZERO, Duration::plus);
  }

  /** How many of its runs are in a state. */
  public long count(Trial.State state) {
    return trials.stream().filter(trial -> trial.state() == state).count();
  }

  private DoubleStream scores() {
    return trials.stream()
        .flatMapToDouble(trial -> trial.score().stream())
        .filter(Double::isFinite);
  }
}
