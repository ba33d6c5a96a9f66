package dev.cairn.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.data.Batch;
import dev.cairn.engine.Libtorch;
import dev.cairn.model.TrainableModel;

/** The way of a batch from Java's memory through the model. */
final class Batches implements AutoCloseable {

  private final TrainableModel model;
  private final NDManager manager;

  Batches(TrainableModel model) {
    this.model = model;
    this.manager = Libtorch.manager(model.device());
  }

  /** The mean loss of a batch, a scalar; its arrays belong to the graph scope around the call. */
  NDArray loss(Batch batch, boolean training) {
    Shape shape = new Shape(batch.rows(), batch.columns());
    NDArray inputs = manager.create(batch.inputs(), shape);
    NDArray labels = manager.create(batch.labels(), shape);
    return model.loss(inputs, labels, training);
  }

  @Override
  public void close() {
    manager.close();
  }
}
