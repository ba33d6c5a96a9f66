package dev.cairn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.DamagedCheckpointException;
import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightChangesTest {

  @TempDir private Path folder;
  private Written written;

  @BeforeEach
  void makeAFolder() {
    written = new Written(folder);
  }

  @Test
  void aChangeIsMeasuredByHand() throws IOException {
    Change change = change(floats("w", 3, 0, 4), floats("w", 3, 4, 4));
    assertThat(change.norm()).isEqualTo(4);
    assertThat(change.relative()).isEqualTo(0.8);
    assertThat(change.cosine()).isCloseTo(25 / (5 * Math.sqrt(41)), within(1e-15));
    assertThat(change.unchangedShare()).isEqualTo(2.0 / 3);
    assertThat(change.largest()).isEqualTo(4);
  }

  @Test
  void whatDidNotMoveHasNoChangeAndPointsTheSameWay() throws IOException {
    Change change = change(floats("w", 0, 0), floats("w", 0, 0));
    assertThat(change.relative()).isZero();
    assertThat(change.cosine()).isEqualTo(1);
    assertThat(change.unchangedShare()).isEqualTo(1);
  }

  @Test
  void whatWasZeroMovedInfinitelyFarInNoKnownDirection() throws IOException {
    Change change = change(floats("w", 0, 0), floats("w", 1, 0));
    assertThat(change.relative()).isInfinite();
    assertThat(change.cosine()).isNaN();
  }

  @Test
  void nanAndInfinityAreCountedAndLeftOutOfTheSums() throws IOException {
    Change change =
        change(
            floats("w", 1, Float.NaN, 2, Float.POSITIVE_INFINITY, 5),
            floats("w", 1, Float.NaN, 3, 4, Float.NEGATIVE_INFINITY));
    assertThat(change.notFinite()).isEqualTo(3);
    assertThat(change.unchanged()).isEqualTo(2);
    assertThat(change.norm()).isEqualTo(1);
    assertThat(change.squaredLeft()).isEqualTo(5);
  }

  @Test
  void typesThatDifferAreComparedAsNumbers() throws IOException {
    NamedTensor left = floats("w", 1, 2.5f, -3);
    for (DType half : List.of(DType.BF16, DType.F16)) {
      assertThat(change(left, Converted.as(half, left)).unchangedShare()).isEqualTo(1);
    }
    Change change = change(left, doubles("w", 1, 2.5, -3.5));
    assertThat(change.norm()).isEqualTo(0.5);
    assertThat(change.unchanged()).isEqualTo(2);
  }

  @Test
  void longTensorsAreMeasuredToSixDigitsWhateverTheirMagnitude() throws IOException {
    for (float magnitude : new float[] {1, 1e-4f, 1e-25f, 1e25f}) {
      float[] left = random(1, magnitude);
      float[] right = random(2, magnitude);
      left[5] = right[5];
      double squared = 0;
      double largest = 0;
      for (int i = 0; i < left.length; i++) {
        double moved = (double) right[i] - left[i];
        squared += moved * moved;
        largest = Math.max(largest, Math.abs(moved));
      }
      Change change = change(floats("w", left), floats("w", right));
      assertThat(change.norm() / Math.sqrt(squared)).isCloseTo(1, within(1e-6));
      assertThat(change.largest() / largest).isCloseTo(1, within(1e-6));
      assertThat(change.values() - change.unchanged()).isEqualTo(left.length - 1);
    }
  }

  @Test
  void oneNanInALongTensorIsOneValueLeftOut() throws IOException {
    float[] left = new float[PairSums.MOST];
    float[] right = new float[PairSums.MOST];
    Arrays.fill(right, 0.5f);
    right[77] = Float.NaN;
    right[78] = -0.0f;
    Change change = change(floats("w", left), floats("w", right));
    assertThat(change.notFinite()).isEqualTo(1);
    assertThat(change.unchanged()).isZero();
    assertThat(change.squaredChange()).isEqualTo((PairSums.MOST - 2) * 0.25);
  }

  @Test
  void integersAreComparedBitByBit() throws IOException {
    long past = 1L << 53;
    Change change = change(longs("w", past, 7), longs("w", past + 1, 9));
    assertThat(change.unchanged()).isZero();
    assertThat(change.largest()).isEqualTo(2);
  }

  @Test
  void whatOneLacksOrHasInAnotherShapeIsListed() throws IOException {
    Checkpoint left = written.checkpoint("a", 1, floats("a", 1), floats("b", 1, 2), floats("c", 1));
    Checkpoint right = written.checkpoint("b", 1, floats("b", 1), floats("c", 2), floats("d", 1));
    WeightChanges changes = WeightChanges.between(left, right);
    assertThat(changes.tensors()).extracting(TensorChange::name).containsExactly("c");
    assertThat(changes.unmatched())
        .containsExactly(
            new WeightChanges.Unmatched("a", "only in the left"),
            new WeightChanges.Unmatched("b", "[2] and [1]"),
            new WeightChanges.Unmatched("d", "only in the right"));
  }

  @Test
  void shardsAreAsGoodAsOneFile() throws IOException {
    Checkpoint left = written.checkpoint("a", 1, floats("a", 1, 2), floats("b", 3));
    Checkpoint right = written.checkpoint("b", 1, 8, List.of(), floats("a", 1, 3), floats("b", 3));
    assertThat(WeightChanges.between(left, right).total().norm()).isEqualTo(1);
  }

  @Test
  void theSumsDoNotDependOnTheThreads() throws Exception {
    Checkpoint left = written.checkpoint("a", 1, random(1));
    Checkpoint right = written.checkpoint("a", 2, random(2));
    WeightChanges expected = WeightChanges.between(left, right);
    for (int threads : List.of(1, 3)) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertThat(pool.submit(() -> WeightChanges.between(left, right)).get()).isEqualTo(expected);
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void moversBeginWithTheFarthestAndPlacesAreLayersAndKinds() throws IOException {
    String layer0 = "transformer.h.0.attn.c_attn.weight";
    String layer1 = "transformer.h.1.attn.c_attn.weight";
    Checkpoint left =
        written.checkpoint("a", 1, floats(layer0, 1), floats(layer1, 1), floats("model.x", 1));
    Checkpoint right =
        written.checkpoint("a", 2, floats(layer0, 2), floats(layer1, 4), floats("model.x", 1));
    WeightChanges changes = WeightChanges.between(left, right);
    assertThat(changes.movers())
        .extracting(TensorChange::name)
        .containsExactly(layer1, layer0, "model.x");
    assertThat(changes.places().keySet())
        .containsExactly(
            new Place("attn.c_attn.weight", OptionalInt.of(0)),
            new Place("attn.c_attn.weight", OptionalInt.of(1)),
            new Place("x", OptionalInt.empty()));
  }

  @Test
  void aFlippedBitIsADamagedCheckpointAndNoChange() throws IOException {
    Checkpoint left = written.checkpoint("a", 1, floats("a", 1));
    Checkpoint right = written.checkpoint("b", 1, floats("a", 1));
    Path file = right.path().resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> WeightChanges.between(left, right))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("model.safetensors");
  }

  private Change change(NamedTensor left, NamedTensor right) throws IOException {
    return WeightChanges.between(
            written.checkpoint("left", 1, left), written.checkpoint("right", 1, right))
        .total();
  }

  /** More than one slice, and an odd end. */
  private static NamedTensor random(long seed) {
    return floats("w", random(seed, 1));
  }

  private static float[] random(long seed, float magnitude) {
    Random random = new Random(seed);
    float[] values = new float[3 * PairSums.MOST + 17];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * magnitude;
    }
    return values;
  }

  private static MemoryTensor floats(String name, float... values) {
    return MemoryTensor.floats(name, Shape.of(values.length), values);
  }

  private static MemoryTensor doubles(String name, double... values) {
    ByteBuffer bytes = bytes(values.length);
    bytes.asDoubleBuffer().put(values);
    return MemoryTensor.of(name, DType.F64, Shape.of(values.length), bytes);
  }

  private static MemoryTensor longs(String name, long... values) {
    ByteBuffer bytes = bytes(values.length);
    bytes.asLongBuffer().put(values);
    return MemoryTensor.of(name, DType.I64, Shape.of(values.length), bytes);
  }

  private static ByteBuffer bytes(int values) {
    return ByteBuffer.allocate(values * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
