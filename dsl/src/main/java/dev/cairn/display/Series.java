package dev.cairn.display;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.RandomAccess;

/**
 * The values of one metric by rising step, in 16 bytes each. It grows at its end, and is cut back
 * where a run goes back.
 */
final class Series extends AbstractList<Point> implements RandomAccess {

  private static final int SMALLEST = 16;

  private long[] steps = new long[SMALLEST];
  private double[] values = new double[SMALLEST];
  private int size;

  /** Adds a value; of several at one step, the last counts. */
  void log(long step, double value) {
    cutAfter(step - 1);
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    steps[size] = step;
    values[size] = value;
    size++;
  }

  /** Forgets what came after a step. */
  void cutAfter(long step) {
    while (size > 0 && steps[size - 1] > step) {
      size--;
    }
  }

  @Override
  public Point get(int index) {
    return new Point(steps[index], values[index]);
  }

  @Override
  public int size() {
    return size;
  }

  /** The last step with a value; -1 if there is none. */
  long lastStep() {
    return size == 0 ? -1 : steps[size - 1];
  }

  /** The steps with a value, the last {@code most} of them. */
  long[] lastSteps(int most) {
    return Arrays.copyOfRange(steps, Math.max(0, size - most), size);
  }

  /** The value of a step. */
  OptionalDouble at(long step) {
    int place = Arrays.binarySearch(steps, 0, size, step);
    return place < 0 ? OptionalDouble.empty() : OptionalDouble.of(values[place]);
  }

  /** The value of a step, or else of the last step before it. */
  OptionalDouble upTo(long step) {
    int place = Arrays.binarySearch(steps, 0, size, step);
    int last = place < 0 ? -place - 2 : place;
    return last < 0 ? OptionalDouble.empty() : OptionalDouble.of(values[last]);
  }
}
