package dev.cairn.data;

/**
 * What to train on and how it is cut.
 *
 * @param source where the text comes from; by default the Java sources on the class path
 * @param holdOut the fraction of the text, taken from its end, that is kept for evaluation; from 0
 *     (none) to below 1; by default 0.1
 * @param batch the number of windows in a batch; at least 1; by default 12
 * @param context the number of tokens in a window; at least 1; by default 64
 * @param vocabulary what one token stands for; by default a character
 */
public record DataSettings(
    TextSource source, double holdOut, int batch, int context, VocabularyKind vocabulary) {

  private static final DataSettings DEFAULTS =
      new DataSettings(new TextSource.JavaSources(), 0.1, 12, 64, VocabularyKind.CHARACTERS);

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public DataSettings {
    if (!(holdOut >= 0 && holdOut < 1)) {
      throw new IllegalArgumentException(
          "holdOut is a fraction of the text, from 0 to below 1, and "
              + holdOut
              + " is not: write holdOut(0.1) to keep the last tenth for evaluation");
    }
    requirePositive("batch", batch, "the number of windows in a batch", 12);
    requirePositive("context", context, "the number of tokens in a window", 64);
  }

  /** The settings of a run that names none. */
  public static DataSettings defaults() {
    return DEFAULTS;
  }

  private static void requirePositive(String name, int given, String meaning, int example) {
    if (given < 1) {
      throw new IllegalArgumentException(
          "%s is %s, at least 1, and %d is not: write %s(%d)"
              .formatted(name, meaning, given, name, example));
    }
  }
}
