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
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The sums over a slice of two tensors, in one order. Each lane sums every {@value #LANES}th value
 * in single precision, which compilers turn into vector instructions, and the lanes are added in
 * double: a sum is right to about six digits. Slices for which single precision has not the range
 * are summed in double, value by value.
 */
final class PairSums {
  /** The elements of a slice: what both tensors' bytes take fits into a core's own cache. */
  static final int MOST = 1 << 16;

  private static final int LANES = 1 << 10;

  /**
   * A square below 2^-126 loses digits or vanishes. All that a slice can lose so is less than a
   * millionth of this.
   */
  private static final double SMALLEST = 0x1p-90;

  private static final Deque<PairSums> POOL = new ConcurrentLinkedDeque<>();

  private final ByteBuffer leftBytes = room();
  private final ByteBuffer rightBytes = room();
  private final float[] left = new float[LANES];
  private final float[] right = new float[LANES];
  private final int[] leftBits = new int[LANES];
  private final int[] rightBits = new int[LANES];
  private final float[] changes = new float[LANES];
  private final float[] lefts = new float[LANES];
  private final float[] rights = new float[LANES];
  private final float[] largest = new float[LANES];
  private final int[] differing = new int[LANES];

  private PairSums() {}

  /** The sums over {@code count} elements from the element {@code first} on. */
  static Change of(TensorPair pair, long first, int count) throws IOException {
    if (!isNarrow(pair.left().dtype()) || !isNarrow(pair.right().dtype())) {
      return ofWide(pair, first, count);
    }
    PairSums pooled = POOL.poll();
    PairSums sums = pooled == null ? new PairSums() : pooled;
    try {
      read(pair.left(), first, count, sums.leftBytes);
      read(pair.right(), first, count, sums.rightBytes);
      return sums.sum(count);
    } finally {
      POOL.push(sums);
    }
  }

  private static ByteBuffer room() {
    return ByteBuffer.allocateDirect(MOST * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean isNarrow(DType dtype) {
    return dtype == DType.F32 || dtype == DType.BF16 || dtype == DType.F16;
  }

  private static void read(NamedTensor tensor, long first, int count, ByteBuffer target)
      throws IOException {
    target.clear().limit(count * Float.BYTES);
    Converted.as(DType.F32, tensor).read(first * Float.BYTES, target);
    target.flip();
  }

  private Change sum(int count) {
    int rows = count / LANES;
    int whole = rows * LANES;
    return inLanes(rows).orElseGet(() -> carefully(0, whole)).plus(carefully(whole, count));
  }

  /** The sums of so many rows of a value for each lane, if single precision has their range. */
  private Optional<Change> inLanes(int rows) {
    for (float[] sums : List.of(changes, lefts, rights, largest)) {
      Arrays.fill(sums, 0);
    }
    Arrays.fill(differing, 0);
    for (int row = 0; row < rows; row++) {
      load(row * LANES);
      addSquares(left, right, changes, lefts, rights, largest);
      addDiffering(leftBits, rightBits, differing);
    }
    long values = (long) rows * LANES;
    float most = 0;
    int changed = 0;
    for (int i = 0; i < LANES; i++) {
      most = largest[i] > most ? largest[i] : most;
      changed += differing[i];
    }
    long unchanged = values - changed;
    Change sum =
        new Change(values, values, unchanged, total(changes), total(lefts), total(rights), most);
    boolean inRange =
        (most == 0 || isInRange(sum.squaredChange()))
            && isInRange(sum.squaredLeft())
            && isInRange(sum.squaredRight());
    return inRange ? Optional.of(sum) : Optional.empty();
  }

  private void load(int first) {
    leftBytes.asFloatBuffer().get(first, left);
    rightBytes.asFloatBuffer().get(first, right);
    leftBytes.asIntBuffer().get(first, leftBits);
    rightBytes.asIntBuffer().get(first, rightBits);
  }

  private static void addSquares(
      float[] left,
      float[] right,
      float[] changes,
      float[] lefts,
      float[] rights,
      float[] largest) {
    for (int i = 0; i < LANES; i++) {
      float a = left[i];
      float b = right[i];
      float d = b - a;
      changes[i] += d * d;
      lefts[i] += a * a;
      rights[i] += b * b;
      largest[i] = Math.max(largest[i], Math.abs(d));
    }
  }

  /** Counts without a branch: the sign bit of x | -x is 0 for 0 alone. */
  private static void addDiffering(int[] left, int[] right, int[] differing) {
    for (int i = 0; i < LANES; i++) {
      int x = left[i] ^ right[i];
      differing[i] += (x | -x) >>> 31;
    }
  }

  /** Four sums take turns, so that an addition need not wait for the one before. */
  private static double total(float[] lanes) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int i = 0; i < LANES; i += 4) {
      first += lanes[i];
      second += lanes[i + 1];
      third += lanes[i + 2];
      fourth += lanes[i + 3];
    }
    return first + second + (third + fourth);
  }

  /** Neither too small, nor infinite, nor NaN. */
  private static boolean isInRange(double sum) {
    return sum >= SMALLEST && sum <= Double.MAX_VALUE;
  }

  /** In double, where some values may be NaN or infinite. */
  private Change carefully(int from, int to) {
    Change sum = Change.NONE;
    for (int i = from; i < to; i++) {
      int begin = i * Float.BYTES;
      boolean same = leftBytes.getInt(begin) == rightBytes.getInt(begin);
      sum = sum.plus(careful(leftBytes.getFloat(begin), rightBytes.getFloat(begin), same));
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
