package dev.cairn.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.util.Map;

/** What the training loop needs of a model: its parameters by name, and the loss of a batch. */
public interface TrainableModel extends AutoCloseable {

  /** The parameters by a name that is the same in every process, always in the same order. */
  Map<String, NDArray> parameters();

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
