package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.data.Batch;
import dev.cairn.engine.GradientMode;
import dev.cairn.engine.GraphScope;
import dev.cairn.engine.Libtorch;
import dev.cairn.engine.Operators;
import dev.cairn.model.LanguageModel;
import dev.cairn.model.ModelConfig;
import dev.cairn.optim.AdamW;
import dev.cairn.optim.AdamWSettings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.optim.Schedule;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Compares with transformers' GPT2LMHeadModel; make_golden.py beside the files wrote them. */
class GoldenNumbersTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/gpt2");
  private static final double TOLERANCE = 1e-4;

  private LanguageModel model;
  private NDManager manager;
  private SafetensorsFile expected;

  @BeforeEach
  void loadTheModel() throws IOException {
    Map<?, ?> json =
        JsonMapper.shared().readValue(GOLDEN.resolve("config.json").toFile(), Map.class);
    @SuppressWarnings("unchecked")
    ModelConfig config = ModelConfig.fromHuggingFace((Map<String, ?>) json);
    model = LanguageModel.create(config, Device.cpu(), 1);
    try (SafetensorsFile weights = SafetensorsFile.open(GOLDEN.resolve("model.safetensors"))) {
      assertThat(weights.tensors().keySet()).isEqualTo(model.parameters().keySet());
      model.load(weights.tensors());
    }
    manager = Libtorch.manager(Device.cpu());
    expected = SafetensorsFile.open(GOLDEN.resolve("expected.safetensors"));
  }

  @AfterEach
  void close() throws IOException {
    expected.close();
    manager.close();
    model.close();
  }

  @Test
  void logitsAreThoseOfTransformers() throws IOException {
    try (GraphScope scope = new GraphScope();
        GradientMode off = GradientMode.off()) {
      assertClose("logits", model.logits(ids("inputs"), false), expected.tensor("logits"));
    }
  }

  @Test
  void lossAndEveryGradientAreThoseOfTransformers() throws IOException {
    try (GraphScope scope = new GraphScope();
        GradientMode on = GradientMode.on()) {
      NDArray loss = model.loss(ids("inputs"), ids("labels"), true);
      assertClose("loss", loss, expected.tensor("loss"));
      List<String> names = List.copyOf(model.parameters().keySet());
      List<NDArray> gradients = Operators.gradients(loss, List.copyOf(model.parameters().values()));
      for (int i = 0; i < names.size(); i++) {
        String name = "grad." + names.get(i);
        assertClose(name, gradients.get(i), expected.tensor(name));
      }
    }
  }

  @Test
  void tenTrainingLossesAndTheFinalWeightsAreThoseOfPyTorch() throws IOException {
    JsonNode golden = JsonMapper.shared().readTree(GOLDEN.resolve("training.json").toFile());
    AdamWSettings adamW = new AdamWSettings(1e-2, 0.9, 0.99, 1e-8, 0.1);
    Schedule cosine = new Schedule.Cosine(3, 1e-3, OptionalLong.empty());
    OptimizerSettings settings = new OptimizerSettings(adamW, cosine, OptionalDouble.of(1), 1);
    try (SafetensorsFile batches = SafetensorsFile.open(GOLDEN.resolve("training.safetensors"));
        AdamW optimizer = new AdamW(adamW, model.parameters());
        TrainingStep training = new TrainingStep(model, optimizer, settings, 1)) {
      long[] ids = longs(batches.tensor("batches"));
      for (int step = 1; step <= 10; step++) {
        double rate = cosine.learningRate(adamW.learningRate(), step, 10);
        TrainingStep.Result result = training.take(step, rate, List.of(batch(ids, step - 1)));
        assertNear("loss " + step, result.loss(), golden.at("/losses/" + (step - 1)).asDouble());
        assertNear("rate", rate, golden.at("/learning_rates/" + (step - 1)).asDouble());
      }
    }
    try (SafetensorsFile weights = SafetensorsFile.open(GOLDEN.resolve("final.safetensors"))) {
      for (Map.Entry<String, NDArray> parameter : model.parameters().entrySet()) {
        String name = parameter.getKey();
        JsonNode range = golden.path("undetermined").path(name);
        assertClose(name, parameter.getValue(), weights.tensor(name), range);
      }
    }
  }

  private static void assertNear(String what, double actual, double wanted) {
    assertThat(actual).as(what).isCloseTo(wanted, within(TOLERANCE * Math.abs(wanted)));
  }

  private static void assertClose(String what, NDArray actual, NamedTensor golden)
      throws IOException {
    assertClose(what, actual, golden, MissingNode.getInstance());
  }

  /**
   * @param undetermined the first index and the end of what is not compared, if any: the bias of
   *     the keys shifts all scores of a query alike, so its gradient is 0 but for rounding, which
   *     Adam scales up to full updates
   */
  private static void assertClose(
      String what, NDArray actual, NamedTensor golden, JsonNode undetermined) throws IOException {
    float[] wanted = floats(golden);
    float[] found = actual.toFloatArray();
    assertThat(found).as(what).hasSameSizeAs(wanted);
    double largest = 0;
    for (float value : wanted) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < wanted.length; i++) {
      if (i < undetermined.path(0).asInt(0) || i >= undetermined.path(1).asInt(0)) {
        assertThat((double) found[i])
            .as(what + "[" + i + "]")
            .isCloseTo(wanted[i], within(TOLERANCE * largest));
      }
    }
  }

  private NDArray ids(String name) throws IOException {
    NamedTensor tensor = expected.tensor(name);
    List<Long> sizes = tensor.shape().sizes();
    return manager.create(longs(tensor), new Shape(sizes.get(0), sizes.get(1)));
  }

  private static Batch batch(long[] ids, int index) {
    int rows = 3;
    int columns = 12;
    List<Long> inputs = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns - 1; column++) {
        int at = (index * rows + row) * columns + column;
        inputs.add(ids[at]);
        labels.add(ids[at + 1]);
      }
    }
    return new Batch(rows, columns - 1, unbox(inputs), unbox(labels));
  }

  private static long[] unbox(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static ByteBuffer bytes(NamedTensor tensor) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(tensor.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    tensor.read(0, bytes);
    return bytes.flip();
  }

  private static long[] longs(NamedTensor tensor) throws IOException {
    long[] values = new long[Math.toIntExact(tensor.shape().size())];
    bytes(tensor).asLongBuffer().get(values);
    return values;
  }

  private static float[] floats(NamedTensor tensor) throws IOException {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    bytes(tensor).asFloatBuffer().get(values);
    return values;
  }
}
