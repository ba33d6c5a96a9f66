package dev.cairn.compare;

import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A tensor of two checkpoints, of the same shape. */
record TensorPair(NamedTensor left, NamedTensor right) {

  /**
   * How far each moved, in their order. Each is read by one thread, in slices whose sums are added
   * one after the other, so that the last bits do not depend on the threads.
   */
  static List<TensorChange> compare(List<TensorPair> pairs) throws IOException {
    try {
      return pairs.parallelStream().map(TensorPair::compare).toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  private TensorChange compare() {
    try {
      return new TensorChange(left.name(), left.dtype(), right.dtype(), left.shape(), change());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** How far it moved. */
  Change change() throws IOException {
    long size = left.shape().size();
    Change sum = Change.NONE;
    for (long first = 0; first < size; first += PairSums.MOST) {
      sum = sum.plus(PairSums.of(this, first, (int) Math.min(PairSums.MOST, size - first)));
    }
    return sum;
  }
}
