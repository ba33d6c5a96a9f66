package dev.cairn.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving: all variants are trained a little, and of those at a rung the best {@code 1 /
 * eta} go on to the next, so that most steps go to what promises most. Jamieson and Talwalkar,
 * "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016; Li et
 * al., "Hyperband", JMLR 2018.
 *
 * @param eta of so many variants one goes on; the next rung lies so many times as far
 * @param from the step of the first rung
 */
public record Halving(int eta, long from) {

  /**
   * Where some are left behind.
   *
   * @param step at which the variants are compared
   * @param keep how many go on
   */
  public record Rung(long step, int keep) {}

  /** Checks the values. */
  public Halving {
    if (eta < 2 || from < 1) {
      throw new IllegalArgumentException(
          "halving(%d, %d) needs an eta of at least 2, and to begin at step 1 or later"
              .formatted(eta, from));
    }
  }

  /** The rungs on the way to a step: until one variant is left, or the step is reached. */
  public List<Rung> rungs(int variants, long steps) {
    List<Rung> rungs = new ArrayList<>();
    int left = variants;
    for (long step = from; step < steps && left > 1; step = Math.multiplyExact(step, (long) eta)) {
      left = Math.max(1, left / eta);
      rungs.add(new Rung(step, left));
    }
    return rungs;
  }
}
