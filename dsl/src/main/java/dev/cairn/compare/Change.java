package dev.cairn.compare;

/**
 * How far values moved from the left to the right; sums over as many tensors as are wanted. Pairs
 * in which either value is NaN or infinite count in {@code values} and {@code unchanged} alone.
 *
 * @param values how many pairs there are
 * @param finite in how many both values are finite
 * @param unchanged in how many both have the same bits
 * @param squaredChange the sum of (right - left)^2
 * @param squaredLeft the sum of left^2
 * @param squaredRight the sum of right^2
 * @param largest the largest |right - left|
 */
public record Change(
    long values,
    long finite,
    long unchanged,
    double squaredChange,
    double squaredLeft,
    double squaredRight,
    double largest) {

  /** No values. */
  public static final Change NONE = new Change(0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public Change plus(Change other) {
    return new Change(
        values + other.values,
        finite + other.finite,
        unchanged + other.unchanged,
        squaredChange + other.squaredChange,
        squaredLeft + other.squaredLeft,
        squaredRight + other.squaredRight,
        Math.max(largest, other.largest));
  }

  /** The L2 norm of the change. */
  public double norm() {
    return Math.sqrt(squaredChange);
  }

  /**
   * The norm of the change divided by that of the left; 0 if nothing changed, infinite for what
   * left 0.
   */
  public double relative() {
    return squaredChange == 0 ? 0 : Math.sqrt(squaredChange / squaredLeft);
  }

  /** The cosine of the angle between left and right; NaN if one of them is 0 and the other not. */
  public double cosine() {
    if (squaredChange == 0) {
      return 1;
    }
    // The law of cosines. Its error is as small as a sum of products would have, without that sum.
    double product = (squaredLeft + squaredRight - squaredChange) / 2;
    double cosine = product / (Math.sqrt(squaredLeft) * Math.sqrt(squaredRight));
    return Math.max(-1, Math.min(1, cosine));
  }

  /** The share of values that have the same bits; 1 if there are none. */
  public double unchangedShare() {
    return values == 0 ? 1 : (double) unchanged / values;
  }

  /** In how many pairs a value is NaN or infinite. */
  public long notFinite() {
    return values - finite;
  }
}
