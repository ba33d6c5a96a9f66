package dev.cairn.compare;

import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** How the values of one tensor in several checkpoints become one value each. */
interface Mixture {

  /**
   * Mixes the first {@code count} values of each parent.
   *
   * @param target may not be one of the parents' arrays
   */
  void mix(double[][] parents, double[] target, int count);

  /** The mixture of a recipe for these tensors, of the recipe's parents in their order. */
  static Mixture of(Merge merge, List<NamedTensor> tensors) throws IOException {
    if (merge instanceof Merge.Slerp slerp) {
      return slerp(slerp.t(), tensors);
    }
    if (merge instanceof Merge.Ties ties) {
      return TiesMixture.of(ties, tensors);
    }
    int parents = tensors.size();
    if (merge instanceof Merge.Ema ema) {
      return weighted(
          IntStream.range(0, parents).mapToDouble(i -> share(ema, i, parents)).toArray());
    }
    return weighted(IntStream.range(0, parents).mapToDouble(i -> 1.0 / parents).toArray());
  }

  /** The share of the checkpoint that {@code newer} others came after. */
  private static double share(Merge.Ema ema, int newer, int parents) {
    double kept = Math.pow(ema.decay(), newer);
    return newer == parents - 1 ? kept : kept * (1 - ema.decay());
  }

  private static Mixture slerp(double t, List<NamedTensor> tensors) throws IOException {
    Change change =
        TensorPair.compare(List.of(new TensorPair(tensors.get(0), tensors.get(1)))).get(0).change();
    double angle = Math.acos(change.cosine());
    double sine = Math.sin(angle);
    // Opposite vectors span no plane; near the same direction the arc is a line to the last bits.
    if (!(sine > 1e-6)) {
      return weighted(1 - t, t);
    }
    return weighted(Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine);
  }

  private static Mixture weighted(double... weights) {
    return (parents, target, count) -> {
      for (int i = 0; i < count; i++) {
        double sum = 0;
        for (int parent = 0; parent < weights.length; parent++) {
          sum += weights[parent] * parents[parent][i];
        }
        target[i] = sum;
      }
    };
  }
}
