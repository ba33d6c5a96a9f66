package dev.cairn.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A tensor whose bytes lie in memory, in one buffer. */
public final class MemoryTensor implements NamedTensor {
  private final String name;
  private final DType dtype;
  private final Shape shape;
  private final ByteBuffer bytes;

  private MemoryTensor(String name, DType dtype, Shape shape, ByteBuffer bytes) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.bytes = bytes;
  }

  /**
   * A tensor over a buffer's bytes from its position to its limit. They are not copied: what is
   * written to them later is in the tensor.
   *
   * @throws IllegalArgumentException if the buffer holds more or fewer bytes than the shape needs
   */
  public static MemoryTensor of(
      String name, DType dtype, Shape shape, ByteBuffer littleEndianBytes) {
    MemoryTensor tensor = new MemoryTensor(name, dtype, shape, littleEndianBytes.slice());
    if (tensor.byteSize() != littleEndianBytes.remaining()) {
      String message = "tensor %s needs %d bytes for %s %s, not %d";
      throw new IllegalArgumentException(
          message.formatted(
              JsonText.shortened(name),
              tensor.byteSize(),
              dtype,
              shape,
              littleEndianBytes.remaining()));
    }
    return tensor;
  }

  /**
   * A tensor of F32 that holds a copy of the values.
   *
   * @throws IllegalArgumentException if there are more or fewer values than the shape needs
   */
  public static MemoryTensor floats(String name, Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return of(name, DType.F32, shape, bytes);
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
  public Optional<ByteBuffer> view() {
    return Optional.of(bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    requireWithin(offset, target);
    target.put(bytes.slice((int) offset, target.remaining()));
  }

  @Override
  public String toString() {
    return name + " " + dtype + " " + shape;
  }
}
