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
  private final Map<String, NDArray> frozen;

  private BlockModel(Block block, Loss loss, NDManager manager) {
    this.block = block;
    this.loss = loss;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.parameters = arrays(block, true);
    this.frozen = arrays(block, false);
  }

  /**
   * A block that has been initialized in {@code manager}, which this model takes over and closes.
   */
  public static BlockModel of(Block block, Loss loss, NDManager manager) {
    return new BlockModel(block, loss, manager);
  }

  /** The parameters of a block that learn, or those that are frozen, by the block's own names. */
  private static Map<String, NDArray> arrays(Block block, boolean learning) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    block
        .getParameters()
        .forEach(
            entry -> {
              Parameter parameter = entry.getValue();
              if (parameter.requiresGradient() == learning) {
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
  public Map<String, NDArray> frozen() {
    return frozen;
  }

  NDList predictions(NDArray inputs, boolean training) {
    return block.forward(store, new NDList(inputs), training);
  }

  @Override
  public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
    return loss.evaluate(new NDList(labels), predictions(inputs, training));
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
