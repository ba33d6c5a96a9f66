package dev.cairn.data;

/**
 * Which windows make up which batch. Every epoch visits the windows in an order of its own, a
 * permutation of (seed, epoch), so the windows of any batch are known at once and a resumed run
 * replays nothing. The end of an epoch that does not fill a batch is left out.
 */
public final class BatchOrder {

  private final long seed;
  private final long windows;
  private final int batch;

  /**
   * @param seed decides the order
   * @param windows the number of windows there are; at least 1
   * @param batch the number of windows in a batch; at least 1; where there are fewer windows than
   *     that, they repeat so that a batch is still full
   */
  public BatchOrder(long seed, long windows, int batch) {
    if (windows < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "an order needs at least one window and a batch of at least 1, not %d and %d"
              .formatted(windows, batch));
    }
    this.seed = seed;
    this.windows = windows;
    this.batch = batch;
  }

  /**
   * The windows of a batch.
   *
   * @param batchIndex counts micro-batches from 0, through all epochs
   */
  public long[] windows(long batchIndex) {
    if (batchIndex < 0) {
      throw new IllegalArgumentException("batches are counted from 0, not from " + batchIndex);
    }
    long epoch = batchIndex / batchesPerEpoch();
    long first = batchIndex % batchesPerEpoch() * batch;
    var permutation = new Permutation(windows, CounterRandom.mix(seed, epoch));
    long[] indices = new long[batch];
    for (int row = 0; row < batch; row++) {
      indices[row] = permutation.at((first + row) % windows);
    }
    return indices;
  }

  /**
   * How many epochs are done after {@code batchesDone} batches, with the fraction of the current.
   */
  public double epoch(long batchesDone) {
    return (double) batchesDone / batchesPerEpoch();
  }

  /** The number of batches in an epoch; at least 1. */
  public long batchesPerEpoch() {
    return Math.max(1, windows / batch);
  }
}
