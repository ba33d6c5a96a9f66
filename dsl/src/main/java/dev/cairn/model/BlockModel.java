package dev.cairn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Any DJL block with any DJL loss, as something to train. */
public final class BlockModel implements TrainableModel {

  private final Block block;
  private final Loss loss;
  private final NDManager manager;
  private final ParameterStore store;
  private final Map<String, NDArray> parameters;

  private BlockModel(Block block, Loss loss, NDManager manager) {
    this.block = block;
    this.loss = loss;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.parameters = trainable(block);
  }

  /**
   * A block that has been initialized in {@code manager}, which this model takes over and closes.
   */
  public static BlockModel of(Block block, Loss loss, NDManager manager) {
    return new BlockModel(block, loss, manager);
  }

  /** The parameters of a block that need gradients, by the block's own names. */
  static Map<String, NDArray> trainable(Block block) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    block
        .getParameters()
        .forEach(
            entry -> {
              Parameter parameter = entry.getValue();
              if (parameter.requiresGradient()) {
                found.put(entry.getKey(), parameter.getArray());
              }
            });
    return Collections.unmodifiableMap(found);
  }

  @Override
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  @Override
  public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
    NDList predictions = block.forward(store, new NDList(inputs), training);
    return loss.evaluate(new NDList(labels), predictions);
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
