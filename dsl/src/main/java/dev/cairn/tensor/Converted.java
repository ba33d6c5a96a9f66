package dev.cairn.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor seen as another floating-point type; each read converts what it reads. */
public final class Converted implements NamedTensor {
  private static final int BLOCK = 8192;

  private final NamedTensor source;
  private final FloatFormat from;
  private final FloatFormat to;

  private Converted(NamedTensor source, FloatFormat from, FloatFormat to) {
    this.source = source;
    this.from = from;
    this.to = to;
  }

  /**
   * The source as {@code target}; the source itself if that is its type already. F32, BF16 and F16
   * convert to one another. Narrowing rounds to nearest, ties to even; what is too large becomes
   * infinity; a NaN stays one.
   *
   * @throws IllegalArgumentException for any other pair of types
   */
  public static NamedTensor as(DType target, NamedTensor source) {
    if (source.dtype() == target) {
      return source;
    }
    return new Converted(
        source, format(source.dtype(), source, target), format(target, source, target));
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public DType dtype() {
    return to.dtype();
  }

  @Override
  public Shape shape() {
    return source.shape();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    requireWithin(offset, target);
    int width = to.dtype().byteSize();
    long position = offset;
    Block block = new Block();
    while (target.hasRemaining()) {
      int skipped = (int) (position % width);
      ByteBuffer converted = block.convert(position / width, skipped + (long) target.remaining());
      int count = Math.min(converted.remaining() - skipped, target.remaining());
      target.put(converted.slice(skipped, count));
      position += count;
    }
  }

  private static FloatFormat format(DType dtype, NamedTensor source, DType target) {
    for (FloatFormat format : FloatFormat.values()) {
      if (format.dtype() == dtype) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "tensor %s is %s and does not convert to %s: only F32, BF16 and F16 do to one another"
            .formatted(JsonText.shortened(source.name()), source.dtype(), target));
  }

  /** One block of elements, converted by way of floats. */
  private final class Block {
    private final ByteBuffer read = buffer(from);
    private final ByteBuffer converted = buffer(to);
    private final int[] bits = new int[BLOCK];

    /** The elements from {@code first} on: enough for so many bytes, if they fit. */
    ByteBuffer convert(long first, long bytes) throws IOException {
      int width = to.dtype().byteSize();
      int count = (int) Math.min(BLOCK, (bytes + width - 1) / width);
      read.clear().limit(count * from.dtype().byteSize());
      source.read(first * from.dtype().byteSize(), read);
      from.widen(read.rewind(), bits, count);
      to.narrow(bits, converted.clear(), count);
      return converted.limit(count * width);
    }

    private static ByteBuffer buffer(FloatFormat format) {
      return ByteBuffer.allocate(BLOCK * format.dtype().byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
