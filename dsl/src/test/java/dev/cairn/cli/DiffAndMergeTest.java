package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffAndMergeTest {

  @TempDir private Path runs;

  @BeforeEach
  void makeRuns() throws IOException {
    new SampleRuns(runs).with("sft", 2.5, 2.25).with("dpo", 2.5, 2.25, 2.1);
  }

  @Test
  void aDiffNamesTheMoversAndLeavesOutWhatStayed() {
    Invocation diff = cairn("diff", "sft/checkpoint-100", "sft");
    assertThat(diff.err()).isEmpty();
    assertThat(diff.exitCode()).isZero();
    assertThat(diff.out())
        .startsWith("sft/checkpoint-100 ")
        .contains(" sft/checkpoint-200\n2 tensors, 8 values: relative")
        .contains("transformer.wte.weight")
        .doesNotContain("ln_f.bias");
  }

  @Test
  void aDiffOfTheSameWeightsSaysThatNothingChanged() {
    assertThat(cairn("diff", "sft/checkpoint-100", "dpo/checkpoint-100").out())
        .contains("not a bit changed");
  }

  @Test
  void aDiffForProgramsHoldsEveryTensor() {
    assertThat(cairn("diff", "sft/checkpoint-100", "sft", "--json", "--top", "0").out())
        .contains("\"norm\" : 100.0", "\"transformer.ln_f.bias\"", "\"not_compared\" : [ ]");
  }

  @Test
  void aMergedRunIsARunLikeAnyOther() {
    Invocation merge = cairn("merge", "average", "sft", "dpo", "--to", "merged/soup");
    assertThat(merge.err()).isEmpty();
    Path checkpoint = runs.resolve("merged/soup/checkpoint-200");
    assertThat(merge.out()).startsWith(checkpoint + " (");
    assertThat(cairn("verify", "merged/soup").exitCode()).isZero();
    assertThat(cairn("ls", "merged/soup").out()).contains("200");
    assertThat(cairn("show", "merged/soup").out())
        .contains("average of sft/checkpoint-200, dpo/checkpoint-300");
  }

  @Test
  void theSameMergeAgainChangesNothingAndAnotherIsRefused() {
    Invocation first = cairn("merge", "average", "sft", "dpo", "--to", "soup");
    assertThat(cairn("merge", "average", "sft", "dpo", "--to", "soup").out())
        .isEqualTo(first.out());
    assertThat(cairn("merge", "slerp", "sft", "dpo", "--to", "soup").err())
        .contains("holds checkpoints already");
  }

  @Test
  void aMergedRunCanBeMovedSinceItNamesNoPlaces() throws IOException {
    cairn("merge", "average", "sft", "dpo", "--to", "soup");
    assertThat(Files.readString(runs.resolve("soup/history.jsonl")))
        .contains("sft/checkpoint-200")
        .doesNotContain(runs.toString());
  }

  @Test
  void everyRecipeHasItsCommand() {
    assertThat(cairn("merge", "average", "dpo", "--last", "2", "--to", "a").exitCode()).isZero();
    assertThat(cairn("merge", "slerp", "sft", "dpo", "--t", "0.3", "--to", "b").exitCode())
        .isZero();
    assertThat(cairn("merge", "ties", "sft", "dpo", "--density", "0.5", "--to", "c").exitCode())
        .isZero();
    assertThat(cairn("merge", "ema", "dpo", "--decay", "0.9", "--to", "d").exitCode()).isZero();
  }

  @Test
  void whatIsWrongIsOneLine() {
    assertThat(cairn("merge", "soup", "sft", "dpo", "--to", "x").err())
        .contains("write average, slerp, ties or ema")
        .hasLineCount(1);
    assertThat(cairn("merge", "slerp", "sft", "--to", "x").err())
        .contains("slerp takes two checkpoints")
        .hasLineCount(1);
    assertThat(cairn("merge", "average", "sft", "dpo", "--to", "sft").err())
        .contains("holds checkpoints already")
        .hasLineCount(1);
    assertThat(cairn("diff", "sft", "nothing").err()).contains("there is no").hasLineCount(1);
    assertThat(cairn("diff", "sft", "dpo", "--top", "-1").exitCode()).isEqualTo(2);
  }

  private Invocation cairn(Object... words) {
    Object[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--runs";
    all[words.length + 1] = runs;
    return Invocation.of(all);
  }
}
