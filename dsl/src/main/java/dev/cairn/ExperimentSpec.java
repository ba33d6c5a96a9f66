package dev.cairn;

import dev.cairn.compare.AxisValue;
import dev.cairn.compare.Halving;
import dev.cairn.compare.RandomSearch;
import dev.cairn.compare.Variants;
import dev.cairn.store.BestBy;
import dev.cairn.store.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is asked to try: a grid of settings, named variants, seeds, and the run that
 * all of them have in common.
 */
public final class ExperimentSpec {

  /** The most runs without {@link #limit}. */
  static final int USUAL_LIMIT = 100;

  /** A variant that a block describes. */
  record Named(String name, Consumer<? super RunSpec> changes) {}

  private final Map<String, List<String>> axes = new LinkedHashMap<>();
  private final List<Named> named = new ArrayList<>();
  private List<Long> seeds = List.of();
  private Consumer<RunSpec> common = run -> {};
  private OptionalLong steps = OptionalLong.empty();
  private @Nullable RandomSearch random;
  private @Nullable Halving halving;
  private @Nullable BestBy metric;
  private int limit = USUAL_LIMIT;
  private int parallel = 1;

  ExperimentSpec() {}

  /**
   * An axis of the grid: each of its values is tried with each of the other axes' values.
   *
   * @param path a setting by its path, as {@code --set} takes it: {@code optimizer.adamW.lr}
   * @param values numbers, texts, or lists for a setting of several arguments
   */
  public ExperimentSpec grid(String path, Object... values) {
    return grid(path, Arrays.asList(values));
  }

  /** Like {@link #grid(String, Object...)}, with the values in a list. */
  public ExperimentSpec grid(String path, List<?> values) {
    List<String> texts = values.stream().map(AxisValue::text).toList();
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("grid: " + path + " needs at least one value");
    }
    if (texts.stream().distinct().count() < texts.size()) {
      throw new IllegalArgumentException("grid: " + path + " has a value twice in " + texts);
    }
    if (axes.putIfAbsent(path, texts) != null) {
      throw new IllegalArgumentException("grid: " + path + " is there twice; join its values");
    }
    return this;
  }

  /**
   * Variants drawn at random: {@code random(8, r -> r.logUniform("optimizer.adamW.lr", 1e-4,
   * 1e-2))}. The same each time; more of them leave the first ones as they are.
   *
   * @param draws how many
   * @param ranges what each setting is drawn from
   */
  public ExperimentSpec random(int draws, Consumer<? super RandomSpec> ranges) {
    if (random != null) {
      throw new IllegalArgumentException("random(" + draws + ") is there twice; join the two");
    }
    RandomSpec spec = new RandomSpec();
    ranges.accept(spec);
    random = spec.build(draws);
    return this;
  }

  /** A variant with a name of its own, described by what it changes in the common run. */
  public ExperimentSpec variant(String name, Consumer<? super RunSpec> changes) {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._=+-]*")) {
      throw new IllegalArgumentException(
          "variant(\"" + name + "\"): a name is letters, digits, and . _ - = +");
    }
    if (named.stream().anyMatch(other -> other.name().equals(name))) {
      throw new IllegalArgumentException("variant(\"" + name + "\") is there twice");
    }
    named.add(new Named(name, changes));
    return this;
  }

  /** Trains each variant once with each seed. Default: once, with the seed of the common run. */
  public ExperimentSpec seeds(long... values) {
    List<Long> given = Arrays.stream(values).boxed().toList();
    if (given.isEmpty() || given.stream().distinct().count() < given.size()) {
      throw new IllegalArgumentException(
          "seeds(" + Arrays.toString(values) + ") needs at least one, and none twice");
    }
    seeds = given;
    return this;
  }

  /** What all runs have in common. */
  public ExperimentSpec run(Consumer<? super RunSpec> description) {
    common = common.andThen(description);
    return this;
  }

  /** Brings each run to this step. */
  public ExperimentSpec train(long target) {
    if (target < 1) {
      throw new IllegalArgumentException("train(" + target + ") must be at least 1 step");
    }
    steps = OptionalLong.of(target);
    return this;
  }

  /**
   * What tells which variant is better. Default: what the run's {@code bestBy} says, else {@code
   * eval_loss}.
   */
  public ExperimentSpec metric(String name) {
    metric = BestBy.of(name);
    return this;
  }

  /** Like {@link #metric(String)}, for a name that does not tell which is better. */
  public ExperimentSpec metric(String name, Direction direction) {
    metric = new BestBy(name, direction);
    return this;
  }

  /** The most runs that the experiment may have. Default 100. */
  public ExperimentSpec limit(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("limit(" + runs + ") must be at least 1 run");
    }
    limit = runs;
    return this;
  }

  /**
   * Trains so many runs at a time, each in a process of its own with its share of the processors as
   * threads. The number of threads is stored with each checkpoint: the same bytes hold for the same
   * number. The processes outlive this one, which waits for them when it is run again; Ctrl-C asks
   * them to save and leave. Default 1: one after the other, in this process.
   */
  public ExperimentSpec parallel(int processes) {
    if (processes < 1) {
      throw new IllegalArgumentException("parallel(" + processes + ") must be at least 1 process");
    }
    parallel = processes;
    return this;
  }

  int parallel() {
    return parallel;
  }

  /**
   * Trains all variants to a step, the better half to twice that step, and so on to the end:
   * successive halving on the metric (Jamieson and Talwalkar, 2016; Li et al., 2018), the mean over
   * the seeds. Those left behind keep their checkpoints. Learning rates follow the whole length, so
   * that one that goes on comes to the bytes of one that was never compared.
   *
   * @param eta of so many variants one goes on, and the next rung lies so many times as far
   * @param from the step of the first rung
   */
  public ExperimentSpec halving(int eta, long from) {
    halving = new Halving(eta, from);
    return this;
  }

  Optional<Halving> halving() {
    return Optional.ofNullable(halving);
  }

  Map<String, List<String>> axes() {
    return axes;
  }

  Optional<RandomSearch> random() {
    return Optional.ofNullable(random);
  }

  List<Named> named() {
    return named;
  }

  List<Long> seeds() {
    return seeds;
  }

  Consumer<RunSpec> common() {
    return common;
  }

  Optional<BestBy> metric() {
    return Optional.ofNullable(metric);
  }

  /** The step to reach. */
  long steps(String name) {
    return steps.orElseThrow(
        () ->
            new IllegalArgumentException(
                "the experiment " + name + " has no step to reach; write train(600) in its run"));
  }

  /** Refuses more runs than allowed, before any of them is made. */
  void requireFew(String name) {
    double drawn = random == null ? 0 : random.draws();
    double variants = named.size() + drawn + (axes.isEmpty() ? 0 : Variants.count(axes));
    double runs = Math.max(1, variants) * Math.max(1, seeds.size());
    if (runs > limit) {
      throw new IllegalArgumentException(
          "the experiment %s makes %,.0f runs, more than %,d; write limit(%.0f) if you mean it, or fewer values"
              .formatted(name, runs, limit, runs));
    }
  }
}
