package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.model.TrainableModel;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A collection between forward and backward changes nothing. */
class GarbageCollectionTest {

  private static final int STEPS = 6;

  @Test
  void aLanguageModelLearnsTheSameBytesWhenEveryStepIsCollected() {
    assertSameBytes(() -> TinyRuns.gpt2(0.1));
  }

  @Test
  void aStockBlockWithAStockLossLearnsTheSameBytesWhenEveryStepIsCollected() {
    assertSameBytes(TinyRuns::stock);
  }

  private static void assertSameBytes(Supplier<TrainableModel> models) {
    try (TrainableModel undisturbed = models.get();
        TrainableModel collected = new Collecting(models.get())) {
      String before = TinyRuns.digest(undisturbed);
      assertThat(TinyRuns.digest(collected)).isEqualTo(before);
      TinyRuns.train(undisturbed, STEPS);
      TinyRuns.train(collected, STEPS);
      assertThat(TinyRuns.digest(undisturbed)).isNotEqualTo(before);
      assertThat(TinyRuns.digest(collected)).isEqualTo(TinyRuns.digest(undisturbed));
    }
  }
}
