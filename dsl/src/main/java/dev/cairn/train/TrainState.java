package dev.cairn.train;

import ai.djl.ndarray.NDArray;
import dev.cairn.data.Batch;
import dev.cairn.data.BatchOrder;
import dev.cairn.data.Corpus;
import dev.cairn.engine.EngineTensor;
import dev.cairn.model.TrainableModel;
import dev.cairn.optim.AdamW;
import dev.cairn.store.CheckpointReader;
import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that decides the next step: parameters, moments, the number of steps taken, and the
 * seed. The learning rate, the batches and the random numbers of a step are functions of these and
 * the settings, so a state that was saved and loaded goes on as if it had never stopped.
 */
final class TrainState implements AutoCloseable {

  static final String MODEL_FILE = "model.safetensors";
  static final String OPTIMIZER_FILE = "optimizer.safetensors";

  /** What follows a parameter's name where it stands in full precision beside its moments. */
  private static final String MASTER = ".master";

  private final TrainSettings settings;
  private final Corpus corpus;
  private final TrainableModel model;
  private final AdamW optimizer;
  private final TrainingStep training;
  private final BatchOrder order;
  private long step;

  TrainState(TrainSettings settings, Corpus corpus, TrainableModel model) {
    this.settings = settings;
    this.corpus = corpus;
    this.model = model;
    this.optimizer = new AdamW(settings.optimizer().adamW(), model.parameters());
    this.training = new TrainingStep(model, optimizer, settings.optimizer(), settings.seed());
    this.order =
        new BatchOrder(
            settings.seed(),
            corpus.training().windows(settings.data().context()),
            settings.data().batch());
  }

  /** The number of steps taken. */
  long step() {
    return step;
  }

  /** The number of the model's values, frozen ones too. */
  long parameterCount() {
    return model.all().values().stream().mapToLong(array -> array.getShape().size()).sum();
  }

  /** The passes over the data after the steps taken, with the fraction of the current one. */
  double epoch() {
    return order.epoch(step * settings.optimizer().accumulate());
  }

  /** Whether the last step ended an epoch. */
  boolean endsEpoch() {
    long perEpoch = order.batchesPerEpoch();
    int accumulate = settings.optimizer().accumulate();
    return step * accumulate / perEpoch > (step - 1) * accumulate / perEpoch;
  }

  /** The tokens that one step learns from. */
  long tokensPerStep() {
    return (long) settings.data().batch()
        * settings.data().context()
        * settings.optimizer().accumulate();
  }

  double learningRate(long ofStep, long target) {
    double peak = settings.optimizer().adamW().learningRate();
    return settings.optimizer().schedule().learningRate(peak, ofStep, target);
  }

  /**
   * Takes the next step on the way to {@code target}.
   *
   * @throws DivergedException if the loss is not finite; the state is then as it was
   */
  TrainingStep.Result advance(long target) {
    int accumulate = settings.optimizer().accumulate();
    List<Batch> batches = new ArrayList<>();
    for (int micro = 0; micro < accumulate; micro++) {
      long[] windows = order.windows(step * accumulate + micro);
      batches.add(corpus.training().batch(windows, settings.data().context()));
    }
    TrainingStep.Result result = training.take(step + 1, learningRate(step + 1, target), batches);
    step++;
    return result;
  }

  /** The names of the parameters that no step changes. */
  Set<String> frozen() {
    return model.frozen().keySet();
  }

  /** All parameters, as {@code dtype}. */
  List<NamedTensor> modelTensors(DType dtype) {
    List<NamedTensor> tensors = new ArrayList<>();
    model
        .all()
        .forEach((name, array) -> tensors.add(Converted.as(dtype, EngineTensor.of(name, array))));
    return tensors;
  }

  /** The moments, and the parameters, frozen ones too, where the model's file rounds them. */
  List<NamedTensor> optimizerTensors(DType modelDtype) {
    List<NamedTensor> tensors = new ArrayList<>(optimizer.tensors());
    if (modelDtype != DType.F32) {
      model.all().forEach((name, array) -> tensors.add(EngineTensor.of(name + MASTER, array)));
    }
    return tensors;
  }

  /** The names of those of {@link #optimizerTensors} that no step changes. */
  Set<String> frozenMasters() {
    return frozen().stream().map(name -> name + MASTER).collect(Collectors.toSet());
  }

  /**
   * Becomes the state of a checkpoint.
   *
   * @return what the checkpoint lacks, a sentence each; empty if training goes on to the same bytes
   * @throws IOException if the checkpoint cannot be read or is damaged
   */
  List<String> load(CheckpointReader checkpoint, long atStep) throws IOException {
    step = atStep;
    Map<String, NamedTensor> weights = checkpoint.tensors(MODEL_FILE);
    EngineTensor.load(weights, model.all());
    if (!checkpoint.holds(OPTIMIZER_FILE)) {
      return List.of(lacksOptimizer(weights));
    }
    Map<String, NamedTensor> saved = checkpoint.tensors(OPTIMIZER_FILE);
    optimizer.load(saved);
    Map<String, NDArray> masters = new LinkedHashMap<>();
    model.all().forEach((name, array) -> masters.put(name + MASTER, array));
    masters.keySet().retainAll(saved.keySet());
    EngineTensor.load(saved, masters);
    return List.of();
  }

  private static String lacksOptimizer(Map<String, NamedTensor> weights) {
    boolean rounded = weights.values().stream().anyMatch(tensor -> tensor.dtype() != DType.F32);
    return "the checkpoint holds weights only%s: AdamW's moments begin at 0 again, and training does not go on to the same bytes"
        .formatted(rounded ? ", rounded to 16 bits" : "");
  }

  @Override
  public void close() {
    training.close();
    optimizer.close();
    model.close();
  }
}
