package dev.cairn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import dev.cairn.tensor.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergingTest {

  @TempDir private Path folder;
  private Written written;

  @BeforeEach
  void makeAFolder() {
    written = new Written(folder);
  }

  @Test
  void anAverageIsTheMeanOfEachValue() throws IOException {
    Merge average = new Merge.Average(List.of(of(1, 1, 2), of(2, 3, 4), of(3, 5, 9)));
    assertThat(merged(average)).containsExactly(3, 5);
  }

  @Test
  void theLastOfARunAreItsNewestWholeCheckpoints() throws IOException {
    List<Checkpoint> all = List.of(of(1, 100), of(2, 1), of(3, 3));
    Merge.Average average = Merge.lastOf(all, 2);
    assertThat(merged(average)).containsExactly(2);
    assertThat(average.parents()).extracting(Checkpoint::step).containsExactly(3L, 2L);
    assertThatThrownBy(() -> Merge.lastOf(all, 4)).hasMessageContaining("has 3 whole checkpoints");
  }

  @Test
  void halfwayOnTheArcBetweenTwoAxesIsOnTheDiagonal() throws IOException {
    double[] values = merged(new Merge.Slerp(of(1, 2, 0), of(2, 0, 2), 0.5));
    assertThat(values[0]).isCloseTo(Math.sqrt(2), within(1e-6));
    assertThat(values[1]).isCloseTo(Math.sqrt(2), within(1e-6));
  }

  @Test
  void anArcOfNoAngleIsALine() throws IOException {
    assertThat(merged(new Merge.Slerp(of(1, 1, 1), of(2, 3, 3), 0.25))).containsExactly(1.5, 1.5);
  }

  @Test
  void tiesTrimsElectsASignAndTakesTheMeanOfWhatAgrees() throws IOException {
    // Changes 4 -1 0.5 3 and 2 -4 0.25 -1: the larger half is 4, 3 of the one, 2, -4 of the other.
    Merge ties =
        new Merge.Ties(
            of(1, 1, 1, 1, 1), List.of(of(2, 5, 0, 1.5f, 4), of(3, 3, -3, 1.25f, 0)), 0.5, 1);
    assertThat(merged(ties)).containsExactly(4, -3, 1, 4);
  }

  @Test
  void tiesLetsTheHeavierSignWin() throws IOException {
    Merge ties =
        new Merge.Ties(of(1, 0, 0), List.of(of(2, 4, -1), of(3, -1, -3), of(4, 2, 1)), 1, 2);
    assertThat(merged(ties)).containsExactly(6, -4);
  }

  @Test
  void aMovingAverageBeginsAsTheOldest() throws IOException {
    // 8, then 0.5 * 8 + 0.5 * 4 = 6, then 0.5 * 6 + 0.5 * 2 = 4.
    Merge ema = Merge.emaOf(List.of(of(1, 8), of(2, 4), of(3, 2)), 0.5);
    assertThat(merged(ema)).containsExactly(4);
    assertThat(ema.parents().get(0).step()).isEqualTo(3);
  }

  @Test
  void theFirstGivesTheTypeAndWhatIsNoFloat() throws IOException {
    NamedTensor half = Converted.as(DType.BF16, floats(1, 2));
    Checkpoint first = written.checkpoint("half", 7, half);
    Checkpoint merged =
        Merging.into(folder.resolve("to"), new Merge.Average(List.of(first, of(1, 3, 4))));
    try (CheckpointReader reader = merged.open()) {
      NamedTensor tensor = Objects.requireNonNull(reader.tensors().get("w"));
      assertThat(tensor.dtype()).isEqualTo(DType.BF16);
      assertThat(values(tensor)).containsExactly(2, 3);
    }
  }

  @Test
  void aMergedRunTellsItsRecipeAndParents() throws IOException {
    CheckpointFile.Text config = new CheckpointFile.Text("config.json", "{\"a\": 1}\n");
    Checkpoint first = written.checkpoint("a", 5, Long.MAX_VALUE, List.of(config), floats(1));
    Checkpoint merged =
        Merging.into(folder.resolve("to"), new Merge.Average(List.of(first, of(2, 3))));
    assertThat(merged.step()).isEqualTo(5);
    try (CheckpointReader reader = merged.open()) {
      assertThat(reader.faults()).isEmpty();
      assertThat(reader.text("config.json")).isEqualTo("{\"a\": 1}\n");
      assertThat(reader.parent()).contains("average of a/checkpoint-5, run/checkpoint-2");
      assertThat(reader.environment())
          .containsEntry("merge", "average")
          .containsKeys("merge.parent.001", "merge.parent.002");
    }
    assertThat(RunDirectory.at(folder.resolve("to")).history())
        .anySatisfy(
            entry -> {
              assertThat(entry.kind()).isEqualTo("merged");
              assertThat(entry.details()).containsKeys("recipe", "parameters", "parents");
            });
  }

  @Test
  void whatDoesNotFitIsOneLineAndLeavesNothing() throws IOException {
    Checkpoint other = written.checkpoint("other", 1, floats(1, 2, 3));
    Merge average = new Merge.Average(List.of(of(1, 1, 2), other));
    Path to = folder.resolve("to");
    assertThatThrownBy(() -> Merging.into(to, average))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("w is [2] and [3]")
        .message()
        .hasLineCount(1);
    assertThat(to).doesNotExist();
  }

  @Test
  void otherVocabulariesAreRefused() throws IOException {
    Merge average =
        new Merge.Average(List.of(withTokenizer("a", "{}"), withTokenizer("b", "{\"x\": 1}")));
    assertThatThrownBy(() -> Merging.into(folder.resolve("to"), average))
        .hasMessageContaining("their vocabularies differ");
  }

  @Test
  void aConfigThatComputesOtherwiseWithTheSameShapesIsRefused() throws IOException {
    Checkpoint four = withConfig("four", "{\"model_type\": \"gpt2\", \"n_head\": 4}");
    Checkpoint eight = withConfig("eight", "{\"model_type\": \"gpt2\", \"n_head\": 8}");
    Merge average = new Merge.Average(List.of(four, eight));
    assertThatThrownBy(() -> Merging.into(folder.resolve("to"), average))
        .hasMessageContaining("n_head is 4 and 8")
        .message()
        .hasLineCount(1);
  }

  @Test
  void configsThatDifferInWhatDoesNotComputeAreMerged() throws IOException {
    Checkpoint one = withConfig("one", "{\"rope_theta\": 10000, \"attn_pdrop\": 0.1}");
    Checkpoint other = withConfig("other", "{\"rope_theta\": 10000.0, \"attn_pdrop\": 0.2}");
    assertThat(merged(new Merge.Average(List.of(one, other)))).containsExactly(1);
  }

  @Test
  void tiesDoesNotVoteANanDownNorLetItTakeTheRoomOfAChange() throws IOException {
    Checkpoint base = of(1, 0, 0, 0, 0, 0);
    Checkpoint tuned = of(2, Float.NaN, 5, 1, 2, 3);
    assertThat(merged(new Merge.Ties(base, List.of(tuned), 0.2, 1)))
        .containsExactly(Double.NaN, 5, 0, 0, 0);
  }

  @Test
  void tiesLeavesAnInfiniteMaskAsItIs() throws IOException {
    Checkpoint base = of(1, Float.NEGATIVE_INFINITY, 1);
    Checkpoint tuned = of(2, Float.NEGATIVE_INFINITY, 2);
    assertThat(merged(new Merge.Ties(base, List.of(tuned), 1, 1)))
        .containsExactly(Double.NEGATIVE_INFINITY, 2);
  }

  @Test
  void ofHalfTypesNoMoreIsReadThanIsWritten() throws IOException {
    long[] read = {0};
    NamedTensor half = counted(Converted.as(DType.BF16, floats(new float[1 << 16])), read);
    Checkpoint any = of(1, 1);
    NamedTensor mean = MergedTensor.of(new Merge.Average(List.of(any, any)), List.of(half, half));
    mean.read(0, ByteBuffer.allocate((int) mean.byteSize()));
    assertThat(read[0]).isEqualTo(2 * mean.byteSize());
  }

  @Test
  void aRunThatHasCheckpointsIsNotMergedInto() throws IOException {
    Merge average = new Merge.Average(List.of(of(1, 1), of(2, 2)));
    assertThatThrownBy(() -> Merging.into(folder.resolve("run"), average))
        .hasMessageContaining("holds checkpoints already");
  }

  @Test
  void numbersThatNoRecipeTakesAreRefused() throws IOException {
    Checkpoint one = of(1, 1);
    assertThatThrownBy(() -> new Merge.Slerp(one, one, 1.5)).hasMessageContaining("from 0 to 1");
    assertThatThrownBy(() -> new Merge.Ties(one, List.of(one), 0, 1))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Merge.Ema(List.of(one, one), Double.NaN))
        .hasMessageContaining("decay");
    assertThatThrownBy(() -> new Merge.Average(List.of(one))).hasMessageContaining("2 checkpoints");
  }

  private static NamedTensor counted(NamedTensor tensor, long[] bytes) {
    return new NamedTensor() {
      @Override
      public String name() {
        return tensor.name();
      }

      @Override
      public DType dtype() {
        return tensor.dtype();
      }

      @Override
      public Shape shape() {
        return tensor.shape();
      }

      @Override
      public void read(long offset, ByteBuffer target) throws IOException {
        bytes[0] += target.remaining();
        tensor.read(offset, target);
      }
    };
  }

  private Checkpoint withConfig(String run, String config) throws IOException {
    CheckpointFile.Text text = new CheckpointFile.Text("config.json", config);
    return written.checkpoint(run, 1, Long.MAX_VALUE, List.of(text), floats(1));
  }

  private Checkpoint withTokenizer(String run, String tokenizer) throws IOException {
    CheckpointFile.Text text = new CheckpointFile.Text("tokenizer.json", tokenizer);
    return written.checkpoint(run, 1, Long.MAX_VALUE, List.of(text), floats(1));
  }

  private Checkpoint of(long step, float... values) throws IOException {
    return written.checkpoint("run", step, floats(values));
  }

  private double[] merged(Merge merge) throws IOException {
    try (CheckpointReader reader = Merging.into(folder.resolve("to"), merge).open()) {
      return values(Objects.requireNonNull(reader.tensors().get("w")));
    }
  }

  private static double[] values(NamedTensor tensor) throws IOException {
    double[] values = new double[(int) tensor.shape().size()];
    Values.of(tensor).read(0, values, values.length);
    return values;
  }

  private static MemoryTensor floats(float... values) {
    return MemoryTensor.floats("w", Shape.of(values.length), values);
  }
}
