package dev.cairn.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The sizes of a tensor's dimensions, outermost first; empty for a scalar. A negative size or a
 * number of elements that does not fit into a long is refused.
 */
public record Shape(List<Long> sizes) {

  public Shape {
    sizes = List.copyOf(sizes);
    long product = 1;
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException("a shape cannot hold the negative size " + size);
      }
      product = Math.multiplyExact(product, size);
    }
  }

  /** A shape of the given sizes. */
  public static Shape of(long... sizes) {
    return new Shape(Arrays.stream(sizes).boxed().toList());
  }

  /** The number of elements: the product of the sizes, 1 for a scalar. */
  public long size() {
    long product = 1;
    for (long size : sizes) {
      product *= size;
    }
    return product;
  }

  @Override
  public String toString() {
    return sizes.toString();
  }
}
