package dev.cairn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every one of the 65,536 numbers of each 16-bit format, and every border between two of them. */
class FloatBitsTest {
  private static final int F16_INFINITY = 0x7c00;
  private static final int BF16_INFINITY = 0x7f80;

  @Test
  void everyF16WidensToTheNumberThatItsBitsSpell() {
    for (int f16 = 0; f16 <= 0xffff; f16++) {
      float widened = Float.intBitsToFloat(FloatBits.fromF16((short) f16));
      assertThat(widened).as("%04x", f16).isEqualTo(Float.valueOf(spelled(f16, 5, 10)));
    }
  }

  @Test
  void everyBf16WidensToTheNumberThatItsBitsSpell() {
    for (int bf16 = 0; bf16 <= 0xffff; bf16++) {
      float widened = Float.intBitsToFloat(FloatBits.fromBf16((short) bf16));
      assertThat(widened).as("%04x", bf16).isEqualTo(Float.valueOf(spelled(bf16, 8, 7)));
    }
  }

  @Test
  void everyF16WidenedAndNarrowedIsItself() {
    for (int f16 = 0; f16 <= 0xffff; f16++) {
      assertThat(FloatBits.toF16(FloatBits.fromF16((short) f16))).isEqualTo((short) f16);
    }
  }

  @Test
  void everyBf16WidenedAndNarrowedIsItself() {
    for (int bf16 = 0; bf16 <= 0xffff; bf16++) {
      assertThat(FloatBits.toBf16(FloatBits.fromBf16((short) bf16))).isEqualTo((short) bf16);
    }
  }

  @Test
  void aFloatBetweenTwoF16GoesToTheNearerAndATieToTheEven() {
    for (int lower = 0; lower < F16_INFINITY; lower++) {
      // Past the largest number comes what 65536 would be, were there an exponent for it.
      double upper = lower + 1 == F16_INFINITY ? 65536 : spelled(lower + 1, 5, 10);
      float middle = (float) ((spelled(lower, 5, 10) + upper) / 2);
      int even = (lower & 1) == 0 ? lower : lower + 1;
      assertNarrowsToF16(Math.nextDown(middle), lower);
      assertNarrowsToF16(middle, even);
      assertNarrowsToF16(Math.nextUp(middle), lower + 1);
    }
  }

  @Test
  void aFloatBetweenTwoBf16GoesToTheNearerAndATieToTheEven() {
    for (int lower = 0; lower < BF16_INFINITY; lower++) {
      int middle = (lower << 16) + 0x8000;
      int even = (lower & 1) == 0 ? lower : lower + 1;
      assertNarrowsToBf16(middle - 1, lower);
      assertNarrowsToBf16(middle, even);
      assertNarrowsToBf16(middle + 1, lower + 1);
    }
  }

  @Test
  void whatIsTooLargeForF16IsInfinity() {
    assertNarrowsToF16(65519.996f, 0x7bff);
    assertNarrowsToF16(65520f, F16_INFINITY);
    assertNarrowsToF16(Float.MAX_VALUE, F16_INFINITY);
    assertNarrowsToF16(Float.POSITIVE_INFINITY, F16_INFINITY);
  }

  @Test
  void whatIsTooSmallForF16IsZeroOfTheSameSign() {
    assertNarrowsToF16(Float.MIN_VALUE, 0);
    assertNarrowsToF16(0x1p-25f, 0);
    assertNarrowsToF16(Math.nextUp(0x1p-25f), 1);
  }

  @Test
  void everyNanStaysOne() {
    for (int payload : new int[] {1, 0x1000, 0x1fff, 0x2000, 0x8000, 0x40_0000, 0x7f_ffff}) {
      for (int sign : new int[] {0, 0x8000_0000}) {
        int nan = sign | 0x7f80_0000 | payload;
        assertThat(FloatBits.toF16(nan) & 0x7fff).as("%08x", nan).isGreaterThan(F16_INFINITY);
        assertThat(FloatBits.toBf16(nan) & 0x7fff).as("%08x", nan).isGreaterThan(BF16_INFINITY);
        assertThat(FloatBits.toF16(nan) & 0x8000).isEqualTo(sign >>> 16);
        assertThat(FloatBits.toBf16(nan) & 0x8000).isEqualTo(sign >>> 16);
      }
    }
  }

  private static void assertNarrowsToF16(float value, int expected) {
    int bits = Float.floatToRawIntBits(value);
    assertThat(FloatBits.toF16(bits)).as("%s", value).isEqualTo((short) expected);
    assertThat(FloatBits.toF16(bits | 0x8000_0000)).isEqualTo((short) (expected | 0x8000));
  }

  private static void assertNarrowsToBf16(int bits, int expected) {
    assertThat(FloatBits.toBf16(bits)).as("%08x", bits).isEqualTo((short) expected);
    assertThat(FloatBits.toBf16(bits | 0x8000_0000)).isEqualTo((short) (expected | 0x8000));
  }

  /** IEEE 754's definition of a binary format with so many bits of exponent and fraction. */
  private static float spelled(int bits, int exponentBits, int fractionBits) {
    int sign = (bits & 0x8000) == 0 ? 1 : -1;
    int largest = (1 << exponentBits) - 1;
    int bias = largest / 2;
    int exponent = (bits >> fractionBits) & largest;
    double fraction = (bits & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
    if (exponent == largest) {
      return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
    }
    return exponent == 0
        ? (float) Math.scalb(sign * fraction, 1 - bias)
        : (float) Math.scalb(sign * (1 + fraction), exponent - bias);
  }
}
