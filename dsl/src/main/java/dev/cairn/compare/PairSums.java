package dev.cairn.compare;

import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import dev.cairn.tensor.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The sums over a slice of two tensors, in double, in one order. */
final class PairSums {
  /** The elements of a slice: what both tensors' bytes take fits into a core's own cache. */
  static final int MOST = 1 << 16;

  private static final Deque<PairSums> POOL = new ConcurrentLinkedDeque<>();

  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(MOST * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final float[] left = new float[MOST];
  private final float[] right = new float[MOST];

  private PairSums() {}

  /** The sums over {@code count} elements from the element {@code first} on. */
  static Change of(TensorPair pair, long first, int count) throws IOException {
    if (!isNarrow(pair.left().dtype()) || !isNarrow(pair.right().dtype())) {
      return ofWide(pair, first, count);
    }
    PairSums pooled = POOL.poll();
    PairSums sums = pooled == null ? new PairSums() : pooled;
    try {
      sums.read(pair.left(), first, count, sums.left);
      sums.read(pair.right(), first, count, sums.right);
      return sums.sum(count);
    } finally {
      POOL.push(sums);
    }
  }

  private static boolean isNarrow(DType dtype) {
    return dtype == DType.F32 || dtype == DType.BF16 || dtype == DType.F16;
  }

  private void read(NamedTensor tensor, long first, int count, float[] target) throws IOException {
    bytes.clear().limit(count * Float.BYTES);
    Converted.as(DType.F32, tensor).read(first * Float.BYTES, bytes);
    bytes.flip().asFloatBuffer().get(target, 0, count);
  }

  /** Two sums of each kind take turns, so that an addition need not wait for the one before. */
  private Change sum(int count) {
    double change = 0;
    double change2 = 0;
    double before = 0;
    double before2 = 0;
    double after = 0;
    double after2 = 0;
    double largest = 0;
    double largest2 = 0;
    int even = count & ~1;
    for (int i = 0; i < even; i += 2) {
      double a = left[i];
      double b = right[i];
      double a2 = left[i + 1];
      double b2 = right[i + 1];
      double d = b - a;
      double d2 = b2 - a2;
      change += d * d;
      change2 += d2 * d2;
      before += a * a;
      before2 += a2 * a2;
      after += b * b;
      after2 += b2 * b2;
      // Math.max, which minds NaN, takes as long as all the rest.
      if (Math.abs(d) > largest) {
        largest = Math.abs(d);
      }
      if (Math.abs(d2) > largest2) {
        largest2 = Math.abs(d2);
      }
    }
    Change sum =
        new Change(
            even,
            even,
            same(count),
            change + change2,
            before + before2,
            after + after2,
            Math.max(largest, largest2));
    if (even < count) {
      sum = sum.plus(one(left[even], right[even]));
    }
    return Double.isFinite(sum.squaredLeft() + sum.squaredRight()) ? sum : carefully(count);
  }

  private int same(int count) {
    int same = 0;
    for (int i = 0; i < count; i++) {
      int differing = Float.floatToRawIntBits(left[i]) ^ Float.floatToRawIntBits(right[i]);
      same += differing == 0 ? 1 : 0;
    }
    return same;
  }

  private static Change one(double a, double b) {
    double d = b - a;
    return new Change(1, 1, 0, d * d, a * a, b * b, Math.abs(d));
  }

  /** The same where some values are NaN or infinite. */
  private Change carefully(int count) {
    Change sum = Change.NONE;
    for (int i = 0; i < count; i++) {
      boolean same = Float.floatToRawIntBits(left[i]) == Float.floatToRawIntBits(right[i]);
      sum = sum.plus(careful(left[i], right[i], same));
    }
    return sum;
  }

  private static Change careful(double a, double b, boolean same) {
    int unchanged = same ? 1 : 0;
    double d = b - a;
    return Double.isFinite(a) && Double.isFinite(b)
        ? new Change(1, 1, unchanged, d * d, a * a, b * b, Math.abs(d))
        : new Change(1, 0, unchanged, 0, 0, 0, 0);
  }

  /** The sums where a tensor holds F64 or integers. */
  private static Change ofWide(TensorPair pair, long first, int count) throws IOException {
    MemoryTensor left = slice(pair.left(), first, count);
    MemoryTensor right = slice(pair.right(), first, count);
    double[] before = values(left, count);
    double[] after = values(right, count);
    boolean[] same = same(left, right, before, after);
    Change sum = Change.NONE;
    for (int i = 0; i < count; i++) {
      sum = sum.plus(careful(before[i], after[i], same[i]));
    }
    return sum;
  }

  private static MemoryTensor slice(NamedTensor tensor, long first, int count) throws IOException {
    int width = tensor.dtype().byteSize();
    ByteBuffer bytes = ByteBuffer.allocate(count * width);
    tensor.read(first * width, bytes);
    return MemoryTensor.of(tensor.name(), tensor.dtype(), Shape.of(count), bytes.flip());
  }

  private static double[] values(MemoryTensor tensor, int count) throws IOException {
    double[] values = new double[count];
    Values.of(tensor).read(0, values, count);
    return values;
  }

  /** Of one type bits are compared, of two the numbers' own. */
  private static boolean[] same(
      MemoryTensor left, MemoryTensor right, double[] before, double[] after) {
    boolean[] same = new boolean[before.length];
    ByteBuffer leftBytes = left.view().orElseThrow();
    ByteBuffer rightBytes = right.view().orElseThrow();
    int width = left.dtype().byteSize();
    for (int i = 0; i < same.length; i++) {
      int begin = i * width;
      same[i] =
          left.dtype() == right.dtype()
              ? leftBytes.slice(begin, width).equals(rightBytes.slice(begin, width))
              : Double.doubleToRawLongBits(before[i]) == Double.doubleToRawLongBits(after[i]);
    }
    return same;
  }
}
