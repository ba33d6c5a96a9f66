package dev.cairn.display;

import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleConsumer;

/** The values of a tensor as doubles, in their order; none for F8 and complex numbers. */
final class TensorValues {

  private static final int BLOCK = 1 << 20;
  private static final long UNSIGNED_INT = 0xffff_ffffL;

  private final NamedTensor tensor;

  TensorValues(NamedTensor tensor) {
    this.tensor =
        tensor.dtype() == DType.BF16 || tensor.dtype() == DType.F16
            ? Converted.as(DType.F32, tensor)
            : tensor;
  }

  void forEach(DoubleConsumer consumer) throws IOException {
    if (!readable()) {
      return;
    }
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (long offset = 0; offset < tensor.byteSize(); offset += BLOCK) {
      block.clear().limit((int) Math.min(BLOCK, tensor.byteSize() - offset));
      tensor.read(offset, block);
      block.flip();
      while (block.hasRemaining()) {
        consumer.accept(next(block));
      }
    }
  }

  private boolean readable() {
    return switch (tensor.dtype()) {
      case F8_E4M3, F8_E5M2, C64 -> false;
      default -> true;
    };
  }

  private double next(ByteBuffer block) {
    return switch (tensor.dtype()) {
      case F64 -> block.getDouble();
      case F32 -> block.getFloat();
      case I64 -> (double) block.getLong();
      case U64 -> unsigned(block.getLong());
      case I32 -> block.getInt();
      case U32 -> (double) (block.getInt() & UNSIGNED_INT);
      case I16 -> block.getShort();
      case U16 -> Short.toUnsignedInt(block.getShort());
      case I8 -> block.get();
      case U8, BOOL -> Byte.toUnsignedInt(block.get());
      default -> throw new IllegalStateException(tensor.dtype() + " is not read here");
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? (double) value : (double) (value >>> 1) * 2;
  }
}
