package dev.cairn.data;

/**
 * Text as tokens, cut into windows: window {@code i} of a context of {@code n} tokens begins at
 * token {@code i * n} and takes one token more than the context, for the last label.
 */
public final class TokenSequence {

  private final int[] tokens;
  private final int start;
  private final int length;

  private TokenSequence(int[] tokens, int start, int length) {
    this.tokens = tokens;
    this.start = start;
    this.length = length;
  }

  /** The given tokens; the array is not copied. */
  public static TokenSequence of(int... tokens) {
    return new TokenSequence(tokens, 0, tokens.length);
  }

  /** The number of tokens. */
  public int length() {
    return length;
  }

  /** The number of windows of {@code context} tokens. */
  public long windows(int context) {
    return Math.max(0, length - 1) / context;
  }

  /**
   * The given windows as rows, in the given order.
   *
   * @throws IndexOutOfBoundsException if there is no such window
   */
  public Batch batch(long[] windowIndices, int context) {
    int rows = windowIndices.length;
    long[] inputs = new long[Math.multiplyExact(rows, context)];
    long[] labels = new long[inputs.length];
    for (int row = 0; row < rows; row++) {
      int first = start + firstToken(windowIndices[row], context);
      for (int column = 0; column < context; column++) {
        inputs[row * context + column] = tokens[first + column];
        labels[row * context + column] = tokens[first + column + 1];
      }
    }
    return new Batch(rows, context, inputs, labels);
  }

  /** The tokens from {@code from} to before {@code to}, sharing this sequence's memory. */
  TokenSequence slice(int from, int to) {
    return new TokenSequence(tokens, start + from, to - from);
  }

  private int firstToken(long window, int context) {
    long windows = windows(context);
    if (window < 0 || window >= windows) {
      throw new IndexOutOfBoundsException(
          "there is no window %d among the %d of context %d".formatted(window, windows, context));
    }
    return (int) (window * context);
  }
}
