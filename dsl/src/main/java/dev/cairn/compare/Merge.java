package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How several checkpoints of one architecture become one. */
public sealed interface Merge {

  /**
   * The checkpoints that go in. The first gives config, tokenizer, the type of each tensor, and
   * what is not a floating-point number.
   */
  List<Checkpoint> parents();

  /** The recipe's name. */
  default String recipe() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The recipe's numbers by name. */
  Map<String, Double> parameters();

  /**
   * The mean of the last checkpoints of a run, the newest first; damaged ones are passed over.
   *
   * @param all the run's checkpoints by rising step
   */
  static Average lastOf(List<Checkpoint> all, int last) {
    List<Checkpoint> valid = all.stream().filter(Checkpoint::valid).toList();
    if (last < 2 || last > valid.size()) {
      throw new IllegalArgumentException(
          "an average of the last %d needs 2 or more, and the run has %d whole checkpoints"
              .formatted(last, valid.size()));
    }
    List<Checkpoint> newest = new ArrayList<>(valid.subList(valid.size() - last, valid.size()));
    Collections.reverse(newest);
    return new Average(newest);
  }

  /**
   * The moving average over a run's checkpoints; damaged ones are passed over.
   *
   * @param all the run's checkpoints by rising step
   */
  static Ema emaOf(List<Checkpoint> all, double decay) {
    return new Ema(all.stream().filter(Checkpoint::valid).toList(), decay);
  }

  /** The mean of each value; "model soups" (Wortsman et al., arXiv 2203.05482). */
  record Average(List<Checkpoint> parents) implements Merge {
    /** Copies the list. */
    public Average {
      parents = List.copyOf(parents);
      requireSeveral("average", parents, 2);
    }

    @Override
    public Map<String, Double> parameters() {
      return Map.of();
    }
  }

  /**
   * A point on the arc between two tensors, each taken as one vector (Shoemake, "Animating rotation
   * with quaternion curves", 1985). Where they point the same way, or one is 0, the arc is a line.
   *
   * @param t 0 for the first, 1 for the second
   */
  record Slerp(Checkpoint from, Checkpoint to, double t) implements Merge {
    /** Checks the number. */
    public Slerp {
      require(t >= 0 && t <= 1, "slerp's t must be from 0 to 1", t);
    }

    @Override
    public List<Checkpoint> parents() {
      return List.of(from, to);
    }

    @Override
    public Map<String, Double> parameters() {
      return Map.of("t", t);
    }
  }

  /**
   * TIES (Yadav et al., arXiv 2306.01708): of what each checkpoint changed in the base, only the
   * largest changes count; of a value the sign with more weight is elected, and the mean of the
   * changes of that sign is added to the base. The largest are found tensor by tensor.
   *
   * @param density the share of a tensor's changes that count, above 0 to 1
   * @param weight what the mean is multiplied by, the paper's lambda
   */
  record Ties(Checkpoint base, List<Checkpoint> tuned, double density, double weight)
      implements Merge {
    /** Copies the list and checks the numbers. */
    public Ties {
      tuned = List.copyOf(tuned);
      requireSeveral("ties", tuned, 1);
      require(density > 0 && density <= 1, "ties' density must be above 0 and up to 1", density);
      require(Double.isFinite(weight), "ties' weight must be a number", weight);
    }

    @Override
    public List<Checkpoint> parents() {
      List<Checkpoint> parents = new ArrayList<>(List.of(base));
      parents.addAll(tuned);
      return List.copyOf(parents);
    }

    @Override
    public Map<String, Double> parameters() {
      return Map.of("density", density, "weight", weight);
    }
  }

  /**
   * The exponential moving average over checkpoints, as if it had been kept while they were
   * trained: it begins as the oldest, and each later one moves it by {@code 1 - decay} of the way.
   *
   * @param oldestFirst the checkpoints
   * @param decay from 0, the newest alone, to 1, the oldest alone
   */
  record Ema(List<Checkpoint> oldestFirst, double decay) implements Merge {
    /** Copies the list and checks the number. */
    public Ema {
      oldestFirst = List.copyOf(oldestFirst);
      requireSeveral("ema", oldestFirst, 2);
      require(decay >= 0 && decay <= 1, "ema's decay must be from 0 to 1", decay);
    }

    /** The newest first. */
    @Override
    public List<Checkpoint> parents() {
      List<Checkpoint> parents = new ArrayList<>(oldestFirst);
      Collections.reverse(parents);
      return List.copyOf(parents);
    }

    @Override
    public Map<String, Double> parameters() {
      return Map.of("decay", decay);
    }
  }

  private static void requireSeveral(String recipe, List<Checkpoint> checkpoints, int least) {
    if (checkpoints.size() < least) {
      throw new IllegalArgumentException(
          "%s needs %d checkpoints or more, not %d".formatted(recipe, least, checkpoints.size()));
    }
  }

  private static void require(boolean holds, String what, double value) {
    if (!holds) {
      throw new IllegalArgumentException("%s, not %s".formatted(what, value));
    }
  }
}
