package dev.cairn;

import dev.cairn.train.TrainSettings;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a run is asked to do. Each block may be written several times; what is not written keeps its
 * default. A value is checked where it is set.
 */
public final class RunSpec {

  private final DataSpec data = new DataSpec();
  private final ModelSpec model = new ModelSpec();
  private final OptimizerSpec optimizer = new OptimizerSpec();
  private final CheckpointsSpec checkpoints = new CheckpointsSpec();
  private final EvaluationSpec evaluation = new EvaluationSpec();
  private final LoggingSpec logging = new LoggingSpec();
  private String device = "auto";
  private long seed = 42;

  /** A run with every setting at its default. */
  public RunSpec() {}

  /** What to learn from. */
  public RunSpec data(Consumer<? super DataSpec> block) {
    block.accept(data);
    return this;
  }

  /** What learns. */
  public RunSpec model(Consumer<? super ModelSpec> block) {
    block.accept(model);
    return this;
  }

  /** How gradients become updates. */
  public RunSpec optimizer(Consumer<? super OptimizerSpec> block) {
    block.accept(optimizer);
    return this;
  }

  /** When to save, what to keep, which is the best. */
  public RunSpec checkpoints(Consumer<? super CheckpointsSpec> block) {
    block.accept(checkpoints);
    return this;
  }

  /** When and on what to evaluate. */
  public RunSpec evaluation(Consumer<? super EvaluationSpec> block) {
    block.accept(evaluation);
    return this;
  }

  /** When to write metrics. */
  public RunSpec logging(Consumer<? super LoggingSpec> block) {
    block.accept(logging);
    return this;
  }

  /** "auto" (the first GPU, else the CPU), "cpu", "gpu" or "gpu:1". Default "auto". */
  public RunSpec device(String name) {
    if (!name.toLowerCase(Locale.ROOT).matches("auto|cpu|gpu(:\\d{1,4})?")) {
      throw new IllegalArgumentException(
          "device(\"" + name + "\"): use \"auto\", \"cpu\", \"gpu\" or \"gpu:1\"");
    }
    device = name;
    return this;
  }

  /** Decides the first weights, the order of the data and dropout. Default 42. */
  public RunSpec seed(long value) {
    seed = value;
    return this;
  }

  TrainSettings build() {
    return new TrainSettings(
        data.build(),
        model.build(),
        optimizer.build(),
        checkpoints.build(),
        evaluation.build(),
        logging.build(),
        device,
        seed);
  }
}
