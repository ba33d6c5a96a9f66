package dev.cairn.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.engine.GradientMode;
import dev.cairn.engine.GraphScope;
import dev.cairn.engine.Libtorch;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws tokens from a model, one after the other. */
final class Sampler {

  private final LanguageModel model;
  private final Generation settings;
  private final SplittableRandom random;

  Sampler(LanguageModel model, Generation settings) {
    this.model = model;
    this.settings = settings;
    this.random = new SplittableRandom(settings.seed());
  }

  /** The prompt's tokens and what follows them. */
  int[] extend(int[] prompt) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + settings.tokens());
    try (NDManager manager = Libtorch.manager(model.device())) {
      for (int length = prompt.length; length < ids.length; length++) {
        ids[length] = choose(nextLogits(manager, ids, length));
      }
    }
    return ids;
  }

  private float[] nextLogits(NDManager manager, int[] ids, int length) {
    int first = Math.max(0, length - model.config().context());
    long[] window = new long[length - first];
    Arrays.setAll(window, i -> ids[first + i]);
    try (GraphScope scope = new GraphScope();
        GradientMode off = GradientMode.off()) {
      NDArray logits = model.logits(manager.create(window, new Shape(1, window.length)), false);
      return logits.get(0, window.length - 1).toFloatArray();
    }
  }

  private int choose(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return settings.temperature() == 0 ? best : draw(logits, logits[best]);
  }

  /** Inverts the distribution's sum at a uniform number. */
  private int draw(float[] logits, float highest) {
    float bar = bar(logits);
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = logits[i] < bar ? 0 : Math.exp((logits[i] - highest) / settings.temperature());
      sum += weights[i];
    }
    double point = random.nextDouble() * sum;
    int last = 0;
    for (int i = 0; i < weights.length && point >= 0; i++) {
      last = weights[i] > 0 ? i : last;
      point -= weights[i];
    }
    return last;
  }

  /** The smallest logit that may be drawn. */
  private float bar(float[] logits) {
    if (settings.topK() == 0 || settings.topK() >= logits.length) {
      return Float.NEGATIVE_INFINITY;
    }
    float[] sorted = logits.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - settings.topK()];
  }
}
