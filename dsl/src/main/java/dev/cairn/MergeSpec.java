package dev.cairn;

import dev.cairn.compare.Merge;
import dev.cairn.store.Checkpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How checkpoints are merged; one recipe to a merge. The first checkpoint gives config, tokenizer
 * and types.
 */
public final class MergeSpec {
  private @Nullable Merge merge;

  MergeSpec() {}

  /** The mean of each value, a "model soup". */
  public MergeSpec average(Checkpoint... checkpoints) {
    return set(new Merge.Average(List.of(checkpoints)));
  }

  /** The mean of the last checkpoints of a run, damaged ones aside; the newest gives the config. */
  public MergeSpec average(Run run, int last) {
    return set(Merge.lastOf(run.checkpoints().checkpoints(), last));
  }

  /**
   * A point on the arc between two.
   *
   * @param t 0 for the first, 1 for the second
   */
  public MergeSpec slerp(Checkpoint from, Checkpoint to, double t) {
    return set(new Merge.Slerp(from, to, t));
  }

  /**
   * TIES (arXiv 2306.01708): the base, and the mean of the largest changes that agree in their
   * sign.
   *
   * @param density the share of a tensor's changes that count, above 0 to 1; the paper takes 0.2
   * @param weight what the mean is multiplied by; the paper takes 1
   */
  public MergeSpec ties(Checkpoint base, List<Checkpoint> tuned, double density, double weight) {
    return set(new Merge.Ties(base, tuned, density, weight));
  }

  /**
   * The exponential moving average over a run's checkpoints, damaged ones aside.
   *
   * @param decay the share of the average that each newer checkpoint leaves
   */
  public MergeSpec ema(Run run, double decay) {
    return set(Merge.emaOf(run.checkpoints().checkpoints(), decay));
  }

  Merge build() {
    if (merge == null) {
      throw new IllegalArgumentException(
          "a merge needs a recipe; write average(a, b), slerp(a, b, 0.5), ties(base, list, 0.2, 1)"
              + " or ema(run, 0.9)");
    }
    return merge;
  }

  private MergeSpec set(Merge recipe) {
    if (merge != null) {
      throw new IllegalArgumentException(
          "a merge has one recipe, not both %s and %s; merge twice"
              .formatted(merge.recipe(), recipe.recipe()));
    }
    merge = recipe;
    return this;
  }
}
