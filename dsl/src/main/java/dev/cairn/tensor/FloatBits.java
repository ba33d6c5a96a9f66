package dev.cairn.tensor;

/**
 * Conversions between a float's bits and those of the two 16-bit formats: F16, which is IEEE 754's
 * binary16, and BF16, which is the upper half of a float. Widening is exact; narrowing rounds to
 * nearest, ties to even, and past the largest number to infinity. A NaN keeps its sign and as much
 * of its payload as fits, so 16 bits widened and narrowed are the same 16 bits.
 */
final class FloatBits {
  private static final int SIGN = 0x8000_0000;
  private static final int INFINITY = 0x7f80_0000;
  private static final int F16_INFINITY = 0x7c00;
  private static final int F16_FRACTION = 0x03ff;

  /** Halfway between F16's largest number, 65504, and 65536; as a tie it rounds to the latter. */
  private static final int F16_OVERFLOW = Float.floatToRawIntBits(65520f);

  private static final int F16_SMALLEST_NORMAL = Float.floatToRawIntBits(0x1p-14f);

  /** What lies between the exponents' biases, 127 and 15, at the place of a float's exponent. */
  private static final int F16_REBIAS = (127 - 15) << 23;

  private FloatBits() {}

  static int fromBf16(short bf16) {
    return bf16 << 16;
  }

  static short toBf16(int bits) {
    int upper = bits >>> 16;
    if ((bits & ~SIGN) > INFINITY) {
      return (short) ((upper & 0x7f) == 0 ? upper | 0x40 : upper);
    }
    return (short) ((bits + 0x7fff + (upper & 1)) >>> 16);
  }

  static int fromF16(short f16) {
    int sign = (f16 << 16) & SIGN;
    int magnitude = f16 & 0x7fff;
    if (magnitude >= F16_INFINITY) {
      return sign | INFINITY | ((magnitude & F16_FRACTION) << 13);
    }
    if (magnitude <= F16_FRACTION) {
      return sign | Float.floatToRawIntBits(magnitude * 0x1p-24f);
    }
    return sign | ((magnitude << 13) + F16_REBIAS);
  }

  static short toF16(int bits) {
    int sign = (bits & SIGN) >>> 16;
    int magnitude = bits & ~SIGN;
    return (short) (sign | magnitudeToF16(magnitude));
  }

  private static int magnitudeToF16(int magnitude) {
    if (magnitude > INFINITY) {
      int payload = (magnitude >>> 13) & F16_FRACTION;
      return F16_INFINITY | (payload == 0 ? 0x200 : payload);
    }
    if (magnitude >= F16_OVERFLOW) {
      return F16_INFINITY;
    }
    if (magnitude < F16_SMALLEST_NORMAL) {
      // The last bit of a float of [0.5, 1) is 2^-24, F16's last: the addition rounds to it.
      return Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f)
          - Float.floatToRawIntBits(0.5f);
    }
    int odd = (magnitude >>> 13) & 1;
    return (magnitude - F16_REBIAS + 0xfff + odd) >>> 13;
  }
}
