package dev.cairn.train;

import ai.djl.ndarray.NDArray;
import dev.cairn.data.Batch;
import dev.cairn.data.CounterRandom;
import dev.cairn.engine.GradientMode;
import dev.cairn.engine.GraphScope;
import dev.cairn.engine.Libtorch;
import dev.cairn.engine.Operators;
import dev.cairn.model.TrainableModel;
import dev.cairn.optim.AdamW;
import dev.cairn.optim.OptimizerSettings;
import java.util.List;

/**
 * One step: the gradients of its batches, averaged, clipped and applied. What comes out depends on
 * the parameters, the moments, the batches, the step's number and the seed, and on nothing else.
 */
final class TrainingStep implements AutoCloseable {

  /** What PyTorch's clip_grad_norm_ adds to the norm before it divides by it. */
  private static final double CLIP_EPSILON = 1e-6;

  private final Batches batches;
  private final AdamW optimizer;
  private final OptimizerSettings settings;
  private final List<NDArray> parameters;
  private final long seed;

  /** What a step shows: the mean loss of its batches and the gradients' norm before clipping. */
  record Result(double loss, double gradientNorm) {}

  private record Backward(double loss, List<NDArray> gradients) {}

  TrainingStep(TrainableModel model, AdamW optimizer, OptimizerSettings settings, long seed) {
    this.batches = new Batches(model);
    this.optimizer = optimizer;
    this.settings = settings;
    this.parameters = List.copyOf(model.parameters().values());
    this.seed = seed;
  }

  /**
   * Takes a step.
   *
   * @param step its number, from 1
   * @param micros the batches that it learns from, all of one size
   * @throws DivergedException if the loss or the gradients are not finite; nothing is updated then
   */
  Result take(long step, double learningRate, List<Batch> micros) {
    try (GraphScope scope = new GraphScope()) {
      double loss = 0;
      List<NDArray> gradients = List.of();
      for (int micro = 0; micro < micros.size(); micro++) {
        Libtorch.seed(CounterRandom.mix(seed, step, micro));
        Backward backward = backward(micros.get(micro));
        scope.adopt(backward.gradients());
        loss += backward.loss() / micros.size();
        gradients =
            micro == 0 ? backward.gradients() : Operators.sums(gradients, backward.gradients());
      }
      double norm = Operators.globalNorm(gradients) / micros.size();
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new DivergedException(step, learningRate, loss, norm);
      }
      double factor = clipFactor(norm) / micros.size();
      optimizer.update(
          factor == 1 ? gradients : Operators.scaled(gradients, factor), step, learningRate);
      return new Result(loss, norm);
    }
  }

  private Backward backward(Batch batch) {
    try (GraphScope graph = new GraphScope();
        GradientMode on = GradientMode.on()) {
      NDArray loss = batches.loss(batch, true);
      List<NDArray> gradients = Operators.gradients(loss, parameters);
      graph.release(gradients);
      return new Backward(loss.getFloat(), gradients);
    }
  }

  private double clipFactor(double norm) {
    return settings.clipNorm().isPresent()
        ? Math.min(1, settings.clipNorm().getAsDouble() / (norm + CLIP_EPSILON))
        : 1;
  }

  @Override
  public void close() {
    batches.close();
  }
}
