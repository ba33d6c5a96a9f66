package dev.cairn.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodePointsTest {

  /** Two emoji, of two chars each. */
  private static final String TEXT = "a\uD83D\uDE00b\uD83D\uDE00c";

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "1, 1", "2, 3", "3, 4", "4, 6", "5, 7", "6, 7", "2147483647, 7"})
  void aPlaceIsFoundInChars(int codePoints, int chars) {
    assertThat(CodePoints.toChars(TEXT, codePoints)).isEqualTo(chars);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "1, 1", "3, 2", "4, 3", "6, 4", "7, 5", "9, 5"})
  void aPlaceIsSaidInCodePoints(int chars, int codePoints) {
    assertThat(CodePoints.fromChars(TEXT, chars)).isEqualTo(codePoints);
  }
}
