package dev.cairn.share;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A tensor by another name. */
record Renamed(NamedTensor tensor, String name) implements NamedTensor {
  @Override
  public DType dtype() {
    return tensor.dtype();
  }

  @Override
  public Shape shape() {
    return tensor.shape();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    tensor.read(offset, target);
  }
}
