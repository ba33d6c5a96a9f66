package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheQuickstart() {
    assertThat(DataSettings.defaults())
        .isEqualTo(
            new DataSettings(new TextSource.JavaSources(), 0.1, 12, 64, VocabularyKind.CHARACTERS));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.NEGATIVE_INFINITY})
  void aHoldOutThatIsNoFractionIsRefused(double holdOut) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(holdOut, 12, 64))
        .withMessage(
            "holdOut is a fraction of the text, from 0 to below 1, and %s is not: write holdOut(0.1) to keep the last tenth for evaluation",
            holdOut);
  }

  @Test
  void aBatchOfNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(0.1, 0, 64))
        .withMessage(
            "batch is the number of windows in a batch, at least 1, and 0 is not: write batch(12)");
  }

  @Test
  void aNegativeContextIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(0.1, 12, -64))
        .withMessage(
            "context is the number of tokens in a window, at least 1, and -64 is not: write context(64)");
  }

  @Test
  void aTextWithoutAPathIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextSource.Files(List.of()))
        .withMessage("text() needs a file or a folder: write text(\"poems.txt\")");
  }

  private static DataSettings settings(double holdOut, int batch, int context) {
    return new DataSettings(
        new TextSource.JavaSources(), holdOut, batch, context, VocabularyKind.CHARACTERS);
  }
}
