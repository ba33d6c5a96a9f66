package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.data.Batch;
import dev.cairn.engine.Libtorch;
import dev.cairn.model.LanguageModel;
import dev.cairn.model.TrainableModel;
import dev.cairn.optim.AdamW;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TrainingStepTest {

  @Test
  void fourAccumulatedBatchesOfTwoAreOneBatchOfEight() {
    List<Batch> four = List.of(rows(0), rows(1), rows(2), rows(3));
    try (LanguageModel accumulated = TinyRuns.gpt2(0);
        LanguageModel large = TinyRuns.gpt2(0)) {
      TrainingStep.Result small = takeFive(accumulated, four);
      TrainingStep.Result big = takeFive(large, List.of(joined(four)));
      assertThat(small.loss()).isCloseTo(big.loss(), within(1e-5));
      assertThat(small.gradientNorm()).isCloseTo(big.gradientNorm(), within(1e-5));
      accumulated
          .parameters()
          .forEach(
              (name, array) ->
                  assertClose(name, array, Objects.requireNonNull(large.parameters().get(name))));
    }
  }

  private static Batch rows(int index) {
    return TinyRuns.batch(index, 2);
  }

  private static Batch joined(List<Batch> batches) {
    return new Batch(
        batches.stream().mapToInt(Batch::rows).sum(),
        TinyRuns.CONTEXT,
        batches.stream().flatMapToLong(batch -> Arrays.stream(batch.inputs())).toArray(),
        batches.stream().flatMapToLong(batch -> Arrays.stream(batch.labels())).toArray());
  }

  private static TrainingStep.Result takeFive(LanguageModel model, List<Batch> micros) {
    OptimizerSettings settings = TinyRuns.optimizer(OptionalDouble.of(1));
    try (AdamW adamW = new AdamW(settings.adamW(), model.parameters());
        TrainingStep training = new TrainingStep(model, adamW, settings, 3)) {
      for (int step = 1; step < 5; step++) {
        training.take(step, TinyRuns.RATE, micros);
      }
      return training.take(5, TinyRuns.RATE, micros);
    }
  }

  /** The bias of the keys has no gradient but for rounding, which Adam scales up to full steps. */
  private static void assertClose(String name, NDArray actual, NDArray wanted) {
    float[] found = actual.toFloatArray();
    float[] expected = wanted.toFloatArray();
    boolean queriesKeysValues = name.endsWith("c_attn.bias");
    for (int i = 0; i < found.length; i++) {
      if (!queriesKeysValues || i / TinyRuns.WIDTH != 1) {
        assertThat(found[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  @Test
  void theNormIsOverTheElementsOfAllParameters() throws IOException {
    assertThat(firstStep(OptionalDouble.empty(), 3, 4).gradientNorm())
        .isCloseTo(Math.sqrt(2 * 9 + 3 * 16), within(1e-5));
  }

  @Test
  void gradientsAboveTheLimitAreScaledDownToItTogether() throws IOException {
    Moments moments = firstStep(OptionalDouble.of(1), 3, 4);
    assertThat(norm(moments)).isCloseTo(1, within(1e-5));
    assertThat(moments.matrix() / moments.vector()).isCloseTo(0.75, within(1e-5));
  }

  @Test
  void largeNegativeGradientsAreClippedToo() throws IOException {
    Moments moments = firstStep(OptionalDouble.of(1), -300, -400);
    assertThat(norm(moments)).isCloseTo(1, within(1e-5));
    assertThat(moments.matrix()).isNegative();
  }

  @Test
  void gradientsBelowTheLimitAreLeftAsTheyAre() throws IOException {
    Moments moments = firstStep(OptionalDouble.of(1), 0.03, -0.04);
    assertThat(moments.matrix()).isCloseTo(0.03, within(1e-7));
    assertThat(moments.vector()).isCloseTo(-0.04, within(1e-7));
  }

  @Test
  void withoutALimitNothingIsClipped() throws IOException {
    assertThat(firstStep(OptionalDouble.empty(), 300, 400).matrix()).isCloseTo(300, within(1e-3));
  }

  @Test
  void aLossOrGradientThatIsNotFiniteLeavesTheParametersAlone() {
    assertDiverges(Float.NaN, 0);
    assertDiverges(0, Float.POSITIVE_INFINITY);
  }

  private static void assertDiverges(double matrixSlope, double vectorSlope) {
    try (Slopes model = new Slopes(matrixSlope, vectorSlope)) {
      String before = TinyRuns.digest(model);
      assertThatThrownBy(() -> moments(model, OptionalDouble.of(1)))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 1: the loss is ")
          .hasMessageContaining("learning rate 0.01; nothing was updated");
      assertThat(TinyRuns.digest(model)).isEqualTo(before);
    }
  }

  /** What reached the optimizer, as its first moments show it. */
  private record Moments(double gradientNorm, double matrix, double vector) {}

  private static double norm(Moments moments) {
    return Math.sqrt(2 * Math.pow(moments.matrix(), 2) + 3 * Math.pow(moments.vector(), 2));
  }

  private static Moments firstStep(OptionalDouble clip, double matrixSlope, double vectorSlope)
      throws IOException {
    try (Slopes model = new Slopes(matrixSlope, vectorSlope)) {
      return moments(model, clip);
    }
  }

  private static Moments moments(Slopes model, OptionalDouble clip) throws IOException {
    OptimizerSettings settings = TinyRuns.optimizer(clip);
    try (AdamW adamW = new AdamW(settings.adamW(), model.parameters());
        TrainingStep training = new TrainingStep(model, adamW, settings, 3)) {
      TrainingStep.Result result = training.take(1, TinyRuns.RATE, List.of(TinyRuns.batch(1, 1)));
      double share = 1 - settings.adamW().beta1();
      return new Moments(
          result.gradientNorm(),
          firstElement(adamW.tensors().get(0)) / share,
          firstElement(adamW.tensors().get(2)) / share);
    }
  }

  private static float firstElement(NamedTensor tensor) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensor.read(0, bytes);
    return bytes.getFloat(0);
  }

  /** A matrix of two elements and a vector of three, each with one slope throughout. */
  private static final class Slopes implements TrainableModel {

    private final NDManager manager = Libtorch.manager(Device.cpu());
    private final NDArray matrix = parameter(new Shape(1, 2));
    private final NDArray vector = parameter(new Shape(3));
    private final NDArray matrixSlope;
    private final NDArray vectorSlope;

    Slopes(double matrixSlope, double vectorSlope) {
      this.matrixSlope = manager.create((float) matrixSlope);
      this.vectorSlope = manager.create((float) vectorSlope);
    }

    private NDArray parameter(Shape shape) {
      NDArray array = manager.ones(shape);
      array.setRequiresGradient(true);
      return array;
    }

    @Override
    public Map<String, NDArray> parameters() {
      Map<String, NDArray> parameters = new LinkedHashMap<>();
      parameters.put("matrix", matrix);
      parameters.put("vector", vector);
      return parameters;
    }

    @Override
    public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
      return matrix.mul(matrixSlope).sum().add(vector.mul(vectorSlope).sum());
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
