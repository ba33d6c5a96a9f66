package dev.cairn.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.data.Batch;
import dev.cairn.engine.Libtorch;
import dev.cairn.model.TrainableModel;
import java.util.HashMap;
import java.util.Map;

/** The way of a batch from Java's memory to the model's device. */
final class Batches {

  private Batches() {}

  /** The mean loss of a batch, a scalar; its arrays belong to the graph scope around the call. */
  static NDArray loss(TrainableModel model, Batch batch, boolean training) {
    NDManager manager = MANAGERS.get().computeIfAbsent(model.device().toString(), k -> Libtorch.manager(model.device()));
    Shape shape = new Shape(batch.rows(), batch.columns());
    NDArray inputs = manager.create(batch.inputs(), shape);
    NDArray labels = manager.create(batch.labels(), shape);
    return model.loss(inputs, labels, training);
  }

  private static final ThreadLocal<Map<String, NDManager>> MANAGERS = ThreadLocal.withInitial(HashMap::new);
}
