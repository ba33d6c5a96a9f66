package dev.cairn.tensor;

import java.nio.ByteBuffer;

/** The element types that convert to one another, by way of a float's bits. */
enum FloatFormat {
  F32(DType.F32) {
    @Override
    void widen(ByteBuffer from, int[] bits, int count) {
      from.asIntBuffer().get(bits, 0, count);
    }

    @Override
    void narrow(int[] bits, ByteBuffer to, int count) {
      to.asIntBuffer().put(bits, 0, count);
    }
  },
  BF16(DType.BF16) {
    @Override
    void widen(ByteBuffer from, int[] bits, int count) {
      for (int i = 0; i < count; i++) {
        bits[i] = FloatBits.fromBf16(from.getShort(i * Short.BYTES));
      }
    }

    @Override
    void narrow(int[] bits, ByteBuffer to, int count) {
      for (int i = 0; i < count; i++) {
        to.putShort(i * Short.BYTES, FloatBits.toBf16(bits[i]));
      }
    }
  },
  F16(DType.F16) {
    @Override
    void widen(ByteBuffer from, int[] bits, int count) {
      for (int i = 0; i < count; i++) {
        bits[i] = FloatBits.fromF16(from.getShort(i * Short.BYTES));
      }
    }

    @Override
    void narrow(int[] bits, ByteBuffer to, int count) {
      for (int i = 0; i < count; i++) {
        to.putShort(i * Short.BYTES, FloatBits.toF16(bits[i]));
      }
    }
  };

  private final DType dtype;

  FloatFormat(DType dtype) {
    this.dtype = dtype;
  }

  DType dtype() {
    return dtype;
  }

  /** The bits of the first {@code count} elements of a little-endian buffer, as floats. */
  abstract void widen(ByteBuffer from, int[] bits, int count);

  /** Puts the first {@code count} floats at the start of a little-endian buffer. */
  abstract void narrow(int[] bits, ByteBuffer to, int count);
}
