package dev.cairn.tensor;

import java.nio.ByteBuffer;

/** A tensor of any size that takes no memory: each of its bytes follows from its offset. */
class PatternTensor implements NamedTensor {
  private final String name;
  private final DType dtype;
  private final Shape shape;

  PatternTensor(String name, DType dtype, Shape shape) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
  }

  static byte at(long offset) {
    return (byte) ((offset * 0x9E3779B97F4A7C15L) >>> 56);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    for (long next = offset; target.hasRemaining(); next++) {
      target.put(at(next));
    }
  }
}
