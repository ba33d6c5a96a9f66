package dev.cairn.model;

/**
 * How text is sampled.
 *
 * @param tokens how many tokens to add
 * @param temperature divides the logits; 0 always takes the likeliest token
 * @param topK samples among so many of the likeliest tokens; 0 for all
 * @param seed decides what is drawn
 */
public record Generation(int tokens, double temperature, int topK, long seed) {

  /** 200 tokens at temperature 0.7 among the 20 likeliest. */
  public static final Generation DEFAULT = new Generation(200, 0.7, 20, 1);

  /** Checks the ranges. */
  public Generation {
    if (tokens < 1) {
      throw new IllegalArgumentException("tokens (" + tokens + ") must be at least 1");
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature (" + temperature + ") must be at least 0; 0 takes the likeliest token");
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k (" + topK + ") must be at least 0; 0 is no limit");
    }
  }
}
