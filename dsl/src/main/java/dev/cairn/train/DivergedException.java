package dev.cairn.train;

/** Training has diverged: the loss or the gradients of a step are NaN or infinite. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long step;
  private final double learningRate;

  DivergedException(long step, double learningRate, double loss, double gradientNorm) {
    super(
        "step %d: the loss is %s and the gradients' norm is %s at learning rate %s; nothing was updated"
            .formatted(step, loss, gradientNorm, learningRate));
    this.step = step;
    this.learningRate = learningRate;
  }

  /** The step that could not be taken. */
  public long step() {
    return step;
  }

  /** The learning rate it would have had. */
  public double learningRate() {
    return learningRate;
  }
}
