package dev.cairn;

import dev.cairn.optim.AdamWSettings;

/** The block {@code adamW { ... }}. */
public final class AdamWSpec {

  private AdamWSettings settings;

  AdamWSpec(AdamWSettings base) {
    settings = base;
  }

  /** The learning rate at the schedule's peak. Default 0.001. */
  public AdamWSpec lr(double rate) {
    return set(
        new AdamWSettings(
            rate, settings.beta1(), settings.beta2(), settings.epsilon(), settings.weightDecay()));
  }

  /** The decay of the first and the second moment. Default 0.9 and 0.999. */
  public AdamWSpec betas(double first, double second) {
    return set(
        new AdamWSettings(
            settings.learningRate(), first, second, settings.epsilon(), settings.weightDecay()));
  }

  /** What is added to the root of the second moment. Default 1e-8. */
  public AdamWSpec epsilon(double value) {
    return set(
        new AdamWSettings(
            settings.learningRate(),
            settings.beta1(),
            settings.beta2(),
            value,
            settings.weightDecay()));
  }

  /** The decay of matrices; vectors do not decay. Default 0.01. */
  public AdamWSpec weightDecay(double rate) {
    return set(
        new AdamWSettings(
            settings.learningRate(), settings.beta1(), settings.beta2(), settings.epsilon(), rate));
  }

  private AdamWSpec set(AdamWSettings checked) {
    settings = checked;
    return this;
  }

  AdamWSettings build() {
    return settings;
  }
}
