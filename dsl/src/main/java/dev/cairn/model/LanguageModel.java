package dev.cairn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import ai.djl.util.Pair;
import dev.cairn.engine.EngineTensor;
import dev.cairn.engine.Libtorch;
import dev.cairn.engine.Operators;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A causal language model on a device: token ids in, logits of the next token out. */
public final class LanguageModel implements TrainableModel {

  private final ModelConfig config;
  private final BlockModel model;

  private LanguageModel(ModelConfig config, BlockModel model) {
    this.config = config;
    this.model = model;
  }

  /**
   * A model with fresh weights, all of which learn.
   *
   * @param seed decides the weights, together with the device
   */
  public static LanguageModel create(ModelConfig config, Device device, long seed) {
    return create(config, device, seed, List.of());
  }

  /**
   * A model with fresh weights, some of which do not learn.
   *
   * @param frozen names of parameters, or of what they lie in: {@code transformer.wte}, {@code
   *     transformer.h.0}
   * @throws IllegalArgumentException if one of them names nothing, or nothing is left to learn
   */
  public static LanguageModel create(
      ModelConfig config, Device device, long seed, List<String> frozen) {
    NDManager manager = Libtorch.manager(device);
    Libtorch.seed(seed);
    Gpt2 block = config.block();
    block.initialize(manager);
    try {
      freeze(block, frozen);
    } catch (IllegalArgumentException wrong) {
      manager.close();
      throw wrong;
    }
    return new LanguageModel(config, BlockModel.of(block, new CrossEntropy(), manager));
  }

  /**
   * A model with the weights of a file, for reading only: on the CPU they stay in the file, mapped
   * into memory.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   * @throws IOException if a tensor cannot be read
   */
  public static LanguageModel of(
      ModelConfig config, Device device, Map<String, NamedTensor> tensors) throws IOException {
    NDManager manager = Libtorch.manager(device);
    try {
      Gpt2 block = config.block();
      block.fill(manager, tensors);
      return new LanguageModel(config, BlockModel.of(block, new CrossEntropy(), manager));
    } catch (IOException | RuntimeException failure) {
      manager.close();
      throw failure;
    }
  }

  private static void freeze(Gpt2 block, List<String> names) {
    for (String name : names) {
      List<Parameter> found =
          block.getParameters().stream()
              .filter(entry -> (entry.getKey() + ".").startsWith(name + "."))
              .map(Pair::getValue)
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "model: freeze(\"%s\") names no parameter; parameters are called like %s"
                .formatted(name, block.getParameters().get(0).getKey()));
      }
      found.forEach(parameter -> parameter.freeze(true));
    }
    if (block.getParameters().stream().noneMatch(entry -> entry.getValue().requiresGradient())) {
      throw new IllegalArgumentException("model: freeze(...) leaves nothing to learn");
    }
  }

  /** What the model is: its family, size, vocabulary and context. */
  public ModelConfig config() {
    return config;
  }

  @Override
  public Map<String, NDArray> parameters() {
    return model.parameters();
  }

  @Override
  public Map<String, NDArray> frozen() {
    return model.frozen();
  }

  /**
   * Overwrites the weights.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   * @throws IOException if a tensor cannot be read
   */
  public void load(Map<String, NamedTensor> tensors) throws IOException {
    EngineTensor.load(tensors, all());
  }

  /** The logits [batch, time, vocabulary] of token ids [batch, time]. */
  public NDArray logits(NDArray ids, boolean training) {
    return model.predictions(ids, training).head();
  }

  @Override
  public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
    return model.loss(inputs, labels, training);
  }

  /**
   * The prompt's tokens and those that the model adds; it sees the last {@code context} of them.
   *
   * @param prompt at least one token
   */
  public int[] generate(int[] prompt, Generation settings) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("the prompt is empty; give at least one character");
    }
    return new Sampler(this, settings).extend(prompt);
  }

  @Override
  public Device device() {
    return model.device();
  }

  @Override
  public void close() {
    model.close();
  }

  /** The loss as one operator. */
  private static final class CrossEntropy extends Loss {

    private CrossEntropy() {
      super("cross-entropy");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      return Operators.crossEntropy(predictions.head(), labels.head());
    }
  }
}
