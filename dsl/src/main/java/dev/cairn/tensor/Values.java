package dev.cairn.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The elements of a tensor as doubles. Those of I64 and U64 past 2^53 are rounded; BOOL is 0 or 1.
 */
public final class Values {
  private static final long UNSIGNED_INT = 0xffff_ffffL;

  private final NamedTensor tensor;
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  private Values(NamedTensor tensor) {
    this.tensor =
        tensor.dtype() == DType.BF16 || tensor.dtype() == DType.F16
            ? Converted.as(DType.F32, tensor)
            : tensor;
  }

  /**
   * The elements of a tensor, to be read by one thread.
   *
   * @throws IllegalArgumentException if its dtype is not {@link #readable}
   */
  public static Values of(NamedTensor tensor) {
    if (!readable(tensor.dtype())) {
      throw new IllegalArgumentException(
          "tensor %s is %s, which is not read as numbers"
              .formatted(JsonText.shortened(tensor.name()), tensor.dtype()));
    }
    return new Values(tensor);
  }

  /** Whether elements are read as numbers; those of F8 and C64 are not. */
  public static boolean readable(DType dtype) {
    return switch (dtype) {
      case F8_E4M3, F8_E5M2, C64 -> false;
      default -> true;
    };
  }

  /**
   * Reads {@code count} elements from the element {@code first} on into the begin of {@code
   * target}.
   *
   * @throws IndexOutOfBoundsException if the tensor or the target ends before
   */
  public void read(long first, double[] target, int count) throws IOException {
    int width = tensor.dtype().byteSize();
    if (bytes.capacity() < count * width) {
      bytes = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
    }
    bytes.clear().limit(count * width);
    tensor.read(first * width, bytes);
    bytes.flip();
    decode(target, count);
  }

  private void decode(double[] target, int count) {
    switch (tensor.dtype()) {
      case F64 -> bytes.asDoubleBuffer().get(target, 0, count);
      case F32 -> {
        for (int i = 0; i < count; i++) {
          target[i] = bytes.getFloat(i * Float.BYTES);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          target[i] = whole();
        }
      }
    }
  }

  private double whole() {
    return switch (tensor.dtype()) {
      case I64 -> (double) bytes.getLong();
      case U64 -> unsigned(bytes.getLong());
      case I32 -> bytes.getInt();
      case U32 -> (double) (bytes.getInt() & UNSIGNED_INT);
      case I16 -> bytes.getShort();
      case U16 -> Short.toUnsignedInt(bytes.getShort());
      case I8 -> bytes.get();
      case U8, BOOL -> Byte.toUnsignedInt(bytes.get());
      default -> throw new IllegalStateException(tensor.dtype() + " is not read here");
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? (double) value : (double) (value >>> 1) * 2;
  }
}
