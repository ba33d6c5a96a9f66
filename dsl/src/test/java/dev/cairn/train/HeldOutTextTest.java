package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.compare.Comparison;
import dev.cairn.compare.Entrant;
import dev.cairn.compare.EvaluationPlan;
import dev.cairn.compare.Selection;
import dev.cairn.store.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTextTest {

  @TempDir Path folder;

  @Test
  void anEvaluationAfterwardsGivesTheLossOfTraining() throws Exception {
    Comparison comparison = trained();
    for (Entrant entrant : comparison.entrants()) {
      Checkpoint checkpoint = entrant.checkpoint();
      assertThat(entrant.problem()).isEmpty();
      assertThat(entrant.metrics().get("loss"))
          .isCloseTo(checkpoint.metrics().get("eval_loss"), within(1e-6));
    }
    assertThat(comparison.differences()).hasSize(1);
    assertThat(folder.resolve("tiny/evaluations/checkpoint-2.json")).exists();
  }

  @Test
  void aSecondEvaluationNeedsNeitherTheModelNorTheText() throws Exception {
    Comparison first = trained();
    Files.delete(folder.resolve("text-of-tiny.txt"));
    assertThat(evaluated().entrants()).isEqualTo(first.entrants());
  }

  @Test
  void aTextThatWasChangedIsSaidAndTheOthersAreShown() throws Exception {
    trained();
    Files.writeString(folder.resolve("text-of-tiny.txt"), "other text ".repeat(100));
    Files.delete(folder.resolve("tiny/evaluations/checkpoint-2.json"));
    List<Entrant> entrants = evaluated().entrants();
    assertThat(entrants.get(0).problem().orElseThrow()).contains("was changed since");
    assertThat(entrants.get(1).problem()).isEmpty();
  }

  private Comparison trained() throws Exception {
    TinyRun.at(folder.resolve("tiny")).saveEvery(2).evaluateEvery(2).train(4);
    return evaluated();
  }

  private Comparison evaluated() throws Exception {
    return new Comparison(Selection.of(folder, List.of("tiny/checkpoint-*")))
        .evaluated(EvaluationPlan.DEFAULT, said -> {});
  }
}
