package dev.cairn.kernel.protocol;

/** Places in a text: the protocol counts code points, Java counts {@code char}s. */
final class CodePoints {

  private CodePoints() {}

  /** The place in {@code char}s; one beyond the text is its end. */
  static int toChars(String text, int codePoints) {
    int known = Math.min(Math.max(codePoints, 0), text.codePointCount(0, text.length()));
    return text.offsetByCodePoints(0, known);
  }

  /** The place in code points. */
  static int fromChars(String text, int chars) {
    return text.codePointCount(0, Math.min(Math.max(chars, 0), text.length()));
  }
}
