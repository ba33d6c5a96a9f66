package dev.cairn.optim;

/**
 * AdamW's settings. The defaults are PyTorch's.
 *
 * @param learningRate the peak that the schedule scales
 * @param beta1 the decay of the first moment, 0 to below 1
 * @param beta2 the decay of the second moment, 0 to below 1
 * @param epsilon what is added to the root of the second moment
 * @param weightDecay how much of a matrix is taken off per unit of learning rate; vectors (biases,
 *     norms) do not decay
 */
public record AdamWSettings(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

  /** Learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01. */
  public static final AdamWSettings DEFAULT = new AdamWSettings(1e-3, 0.9, 0.999, 1e-8, 0.01);

  /** Checks the ranges. */
  public AdamWSettings {
    check(learningRate > 0, "lr", learningRate, "must be above 0, for example lr(1e-3)");
    check(beta1 >= 0 && beta1 < 1, "betas", beta1, "must be at least 0 and below 1");
    check(beta2 >= 0 && beta2 < 1, "betas", beta2, "must be at least 0 and below 1");
    check(epsilon > 0, "epsilon", epsilon, "must be above 0, for example epsilon(1e-8)");
    check(weightDecay >= 0, "weightDecay", weightDecay, "must be at least 0; 0 turns it off");
  }

  private static void check(boolean holds, String name, double value, String sentence) {
    if (!holds || !Double.isFinite(value)) {
      throw new IllegalArgumentException("adamW: " + name + "(" + value + ") " + sentence);
    }
  }
}
