package dev.cairn;

import dev.cairn.data.DataSettings;
import dev.cairn.model.Gpt2Settings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.train.EvaluationSettings;
import dev.cairn.train.TrainSettings;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a run is asked to do. Each block may be written several times; what is not written keeps its
 * default. A value is checked where it is set.
 */
public final class RunSpec {

  private static final TrainSettings DEFAULTS =
      new TrainSettings(
          DataSettings.defaults(),
          Gpt2Settings.DEFAULT,
          List.of(),
          OptimizerSettings.DEFAULT,
          new CheckpointsSpec().build(),
          EvaluationSettings.DEFAULT,
          10,
          "auto",
          42);

  private final DataSpec data;
  private final ModelSpec model;
  private final OptimizerSpec optimizer;
  private final CheckpointsSpec checkpoints;
  private final EvaluationSpec evaluation;
  private final LoggingSpec logging;
  private String device;
  private long seed;

  /**
   * A run with every setting as the settings file and the environment have it, else at its default.
   *
   * @see Session
   */
  public RunSpec() {
    this(DEFAULTS, new CheckpointsSpec());
    SettingPath.set(this, Session.current().layers().ofAllRuns());
  }

  /** A run with every setting at its default. */
  static RunSpec defaults() {
    return new RunSpec(DEFAULTS, new CheckpointsSpec());
  }

  private RunSpec(TrainSettings base, CheckpointsSpec checkpoints) {
    data = new DataSpec(base.data());
    model = new ModelSpec(base.model(), base.frozen());
    optimizer = new OptimizerSpec(base.optimizer());
    this.checkpoints = checkpoints;
    evaluation = new EvaluationSpec(base.evaluation());
    logging = new LoggingSpec(base.logEvery(), base.tensorBoard());
    device = base.device();
    seed = base.seed();
  }

  /** A description to be changed that begins with all of another's settings. */
  static RunSpec from(TrainSettings base) {
    return new RunSpec(base, new CheckpointsSpec(base.checkpoints()));
  }

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
        model.frozen(),
        optimizer.build(),
        checkpoints.build(),
        evaluation.build(),
        logging.logEvery(),
        device,
        seed,
        logging.tensorBoard());
  }
}
