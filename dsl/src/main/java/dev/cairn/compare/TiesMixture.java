package dev.cairn.compare;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Values;
import java.io.IOException;
import java.util.List;

/** TIES for one tensor: trim, elect a sign, and take the mean of those that agree. */
final class TiesMixture implements Mixture {
  private static final int HALF = 1 << 16;
  private static final int BLOCK = 1 << 14;

  private final double weight;

  /** For each tuned checkpoint the smallest change that counts. */
  private final float[] least;

  private TiesMixture(double weight, float[] least) {
    this.weight = weight;
    this.least = least;
  }

  static TiesMixture of(Merge.Ties ties, List<NamedTensor> tensors) throws IOException {
    float[] least = new float[tensors.size() - 1];
    for (int i = 0; i < least.length; i++) {
      least[i] = leastKept(tensors.get(0), tensors.get(i + 1), ties.density());
    }
    return new TiesMixture(ties.weight(), least);
  }

  @Override
  public void mix(double[][] parents, double[] target, int count) {
    for (int i = 0; i < count; i++) {
      double elected = 0;
      for (int tuned = 0; tuned < least.length; tuned++) {
        elected += trimmed(parents, tuned, i);
      }
      double sum = 0;
      int agreeing = 0;
      for (int tuned = 0; tuned < least.length; tuned++) {
        double change = trimmed(parents, tuned, i);
        if (change != 0 && Math.signum(change) == Math.signum(elected)) {
          sum += change;
          agreeing++;
        }
      }
      // A NaN is not voted down: it would be gone from the result with no one told.
      double moved = agreeing == 0 ? 0 : weight * sum / agreeing;
      target[i] = Double.isNaN(elected) ? Double.NaN : parents[0][i] + moved;
    }
  }

  private double trimmed(double[][] parents, int tuned, int i) {
    double change = change(parents[0][i], parents[tuned + 1][i]);
    return magnitude(change) < least[tuned] ? 0 : change;
  }

  /**
   * The magnitude, rounded to a float, that the wanted share of changes reaches, found in two
   * passes: the bits of floats that are not negative are in the order of their values.
   */
  private static float leastKept(NamedTensor base, NamedTensor tuned, double density)
      throws IOException {
    long wanted = Math.max(1, Math.round(density * base.shape().size()));
    long[] upper = new long[HALF];
    forEachChange(base, tuned, bits -> upper[bits >>> 16]++);
    int top = HALF - 1;
    while (top > 0 && upper[top] < wanted) {
      wanted -= upper[top];
      top--;
    }
    int chosen = top;
    long[] lower = new long[HALF];
    forEachChange(
        base,
        tuned,
        bits -> {
          if (bits >>> 16 == chosen) {
            lower[bits & (HALF - 1)]++;
          }
        });
    int bottom = HALF - 1;
    while (bottom > 0 && lower[bottom] < wanted) {
      wanted -= lower[bottom];
      bottom--;
    }
    return Float.intBitsToFloat(chosen << 16 | bottom);
  }

  private interface Bits {
    void take(int bits);
  }

  private static void forEachChange(NamedTensor base, NamedTensor tuned, Bits action)
      throws IOException {
    Values before = Values.of(base);
    Values after = Values.of(tuned);
    double[] left = new double[BLOCK];
    double[] right = new double[BLOCK];
    long size = base.shape().size();
    for (long first = 0; first < size; first += BLOCK) {
      int count = (int) Math.min(BLOCK, size - first);
      before.read(first, left, count);
      after.read(first, right, count);
      for (int i = 0; i < count; i++) {
        float magnitude = magnitude(change(left[i], right[i]));
        if (!Float.isNaN(magnitude)) {
          action.take(Float.floatToIntBits(magnitude));
        }
      }
    }
  }

  /** What is infinite in both, such as a mask, did not change. */
  private static double change(double before, double after) {
    return before == after ? 0 : after - before;
  }

  private static float magnitude(double change) {
    return (float) Math.abs(change);
  }
}
