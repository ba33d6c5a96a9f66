package dev.cairn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the training loop needs of a model: its parameters by name, and the loss of a batch. */
public interface TrainableModel extends AutoCloseable {

  /**
   * The parameters that learn, by a name that is the same in every process, always in the same
   * order.
   */
  Map<String, NDArray> parameters();

  /** What is saved with them and that the optimizer does not change, likewise. */
  default Map<String, NDArray> frozen() {
    return Map.of();
  }

  /** All that is saved: what learns and what is frozen. */
  default Map<String, NDArray> all() {
    Map<String, NDArray> all = new LinkedHashMap<>(parameters());
    all.putAll(frozen());
    return all;
  }

  /**
   * The mean loss of a batch, a scalar.
   *
   * @param inputs token ids [batch, time]
   * @param labels what should come next at each position, [batch, time]
   * @param training whether dropout acts
   */
  NDArray loss(NDArray inputs, NDArray labels, boolean training);

  /** Where the parameters are and batches go. */
  Device device();

  @Override
  void close();
}
