package dev.cairn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.cairn.engine.EngineTensor;
import dev.cairn.engine.Libtorch;
import dev.cairn.engine.Operators;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.Map;

/** A causal language model on a device: token ids in, logits of the next token out. */
public final class LanguageModel implements TrainableModel {

  private final ModelConfig config;
  private final Gpt2 block;
  private final NDManager manager;
  private final ParameterStore store;
  private final Map<String, NDArray> parameters;

  private LanguageModel(ModelConfig config, Gpt2 block, NDManager manager) {
    this.config = config;
    this.block = block;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.parameters = BlockModel.trainable(block);
  }

  /**
   * A model with fresh weights.
   *
   * @param seed decides the weights, together with the device
   */
  public static LanguageModel create(ModelConfig config, Device device, long seed) {
    NDManager manager = Libtorch.manager(device);
    Libtorch.seed(seed);
    Gpt2 block = config.block();
    block.initialize(manager);
    return new LanguageModel(config, block, manager);
  }

  /** What the model is: its family, size, vocabulary and context. */
  public ModelConfig config() {
    return config;
  }

  @Override
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  /**
   * Overwrites the weights.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   * @throws IOException if a tensor cannot be read
   */
  public void load(Map<String, NamedTensor> tensors) throws IOException {
    EngineTensor.load(tensors, parameters);
  }

  /** The logits [batch, time, vocabulary] of token ids [batch, time]. */
  public NDArray logits(NDArray ids, boolean training) {
    return block.forward(store, new NDList(ids), training).head();
  }

  @Override
  public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
    return Operators.crossEntropy(logits(inputs, training), labels);
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
    return manager.getDevice();
  }

  @Override
  public void close() {
    manager.close();
  }
}
