package dev.cairn.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.cairn.model.TrainableModel;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A model whose every loss is followed by a garbage collection, which is when a forward pass has
 * ended and its backward pass has not begun. What the collection freed is overwritten.
 */
record Collecting(TrainableModel model) implements TrainableModel {

  private static final int FREED_PIECES = 256;

  @Override
  public Map<String, NDArray> parameters() {
    return model.parameters();
  }

  @Override
  public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
    NDArray loss = model.loss(inputs, labels, training);
    collect();
    return loss;
  }

  /** Collects, waits until the collected buffers are freed, and takes their memory. */
  static void collect() {
    awaitCollection();
    // The first may be seen while buffers that it found are still being freed; the second not.
    awaitCollection();
    for (int piece = 0; piece < FREED_PIECES; piece++) {
      ByteBuffer taken = ByteBuffer.allocateDirect(Float.BYTES);
      taken.putInt(0, Float.floatToIntBits(Float.NaN));
    }
  }

  private static void awaitCollection() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    Reference<Object> marker = new PhantomReference<>(new Object(), queue);
    try {
      System.gc();
      queue.remove();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      Reference.reachabilityFence(marker);
    }
  }

  @Override
  public Device device() {
    return model.device();
  }

  @Override
  public void close() {
    model.close();
  }
}
