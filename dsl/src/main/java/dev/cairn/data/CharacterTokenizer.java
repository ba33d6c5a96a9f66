package dev.cairn.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/** One token for each code point of a text, in the order of the code points. */
final class CharacterTokenizer implements Tokenizer {

  private static final int ABSENT = -1;

  private final int[] codePoints;
  private final int[] ids;

  /**
   * @param codePoints the code point of each id, all different
   */
  CharacterTokenizer(int[] codePoints) {
    this.codePoints = codePoints;
    ids = new int[Arrays.stream(codePoints).max().orElse(0) + 1];
    Arrays.fill(ids, ABSENT);
    for (int id = 0; id < codePoints.length; id++) {
      ids[codePoints[id]] = id;
    }
  }

  static CharacterTokenizer of(String text) {
    BitSet used = text.codePoints().collect(BitSet::new, BitSet::set, BitSet::or);
    return new CharacterTokenizer(used.stream().toArray());
  }

  @Override
  public int vocabularySize() {
    return codePoints.length;
  }

  @Override
  public int[] encode(String text) {
    return text.codePoints().map(this::id).toArray();
  }

  @Override
  public String decode(int[] tokens) {
    var text = new StringBuilder(tokens.length);
    for (int token : tokens) {
      text.appendCodePoint(codePoints[Objects.checkIndex(token, codePoints.length)]);
    }
    return text.toString();
  }

  @Override
  public String toJson() {
    return TokenizerJson.ofCharacters(codePoints);
  }

  private int id(int codePoint) {
    int id = codePoint < ids.length ? ids[codePoint] : ABSENT;
    if (id == ABSENT) {
      throw new IllegalArgumentException(
          "the character %s is not among the %d that the vocabulary took from the training text: leave it out, or train with a vocabulary of bytes"
              .formatted(named(codePoint), codePoints.length));
    }
    return id;
  }

  private static String named(int codePoint) {
    String number = "U+%04X".formatted(codePoint);
    return Character.isISOControl(codePoint)
        ? number
        : "'%s' (%s)".formatted(Character.toString(codePoint), number);
  }
}
