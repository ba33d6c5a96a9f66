package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BestByTest {
  @ParameterizedTest
  @ValueSource(strings = {"eval_loss", "perplexity", "error_rate", "eval_wer", "rmse", "Loss"})
  void lowerIsBetterForLossesAndErrors(String metric) {
    assertThat(BestBy.of(metric).direction()).isEqualTo(Direction.LOWER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accuracy", "eval_f1", "bleu", "rougeL", "roc-auc", "mean_reward"})
  void higherIsBetterForScores(String metric) {
    assertThat(BestBy.of(metric).direction()).isEqualTo(Direction.HIGHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"answer_length", "soccer", "speed", "loss_score"})
  void aNameThatDoesNotTellAsksForTheDirection(String metric) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BestBy.of(metric))
        .withMessageContaining("write bestBy(\"" + metric + "\", LOWER)");
  }

  @Test
  void aNameWithoutThePrefixMeansTheOneWithIt() {
    BestBy bestBy = BestBy.of("loss");
    assertThat(bestBy.value(Map.of("eval_loss", 0.5))).isEqualTo(0.5);
    assertThat(bestBy.value(Map.of("eval_loss", 0.5, "loss", 0.7))).isEqualTo(0.7);
  }

  @Test
  void anUnknownMetricListsThoseThereAre() {
    assertThatThrownBy(() -> BestBy.of("eval_los_s_error").value(Map.of("b", 1.0, "a", 2.0)))
        .isInstanceOf(UnknownMetricException.class)
        .hasMessage("bestBy names \"eval_los_s_error\"; this run has: a, b");
  }

  @Test
  void zerosOfEitherSignAreEqual() {
    BestBy bestBy = BestBy.of("loss");
    assertThat(bestBy.score(Map.of("loss", 0.0))).isEqualTo(bestBy.score(Map.of("loss", -0.0)));
  }

  @Test
  void keepBestWithoutAMetricIsRefused() {
    Retention keepBest = Retention.of(new KeepRule.KeepBest(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreSettings(keepBest, Optional.empty(), WhenDiskFull.STOP))
        .withMessage("keepBest needs a metric to compare by; add bestBy(\"eval_loss\")");
  }

  @Test
  void aRuleThatKeepsNothingIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeepRule.KeepLast(0))
        .withMessage("keepLast(0) keeps nothing; give a number of at least 1, or keepAll()");
  }
}
