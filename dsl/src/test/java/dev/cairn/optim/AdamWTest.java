package dev.cairn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cairn.engine.Libtorch;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdamWTest {

  private static final AdamWSettings SETTINGS = new AdamWSettings(1e-2, 0.9, 0.99, 1e-8, 0.1);
  private static final float[] START = {1, -2, 3, -4};
  private static final float[][] GRADIENTS = {
    {0.5f, -0.25f, 1e-3f, 8},
    {-0.5f, 0.75f, 2e-3f, -8},
    {0.1f, 0, -1e-3f, 4},
    {0, 0.3f, 0, -100},
    {1, -1, 1e-6f, 0.01f}
  };

  private final NDManager manager = Libtorch.manager(Device.cpu());
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  @BeforeEach
  void makeAMatrixAndAVector() {
    parameters.put("matrix", manager.create(START, new Shape(2, 2)));
    parameters.put("vector", manager.create(START, new Shape(4)));
  }

  @AfterEach
  void closeTheManager() {
    manager.close();
  }

  @Test
  void fiveUpdatesAreThoseOfTheFormulaAndOnlyTheMatrixDecays() {
    try (AdamW optimizer = new AdamW(SETTINGS, parameters)) {
      for (int step = 1; step <= GRADIENTS.length; step++) {
        update(optimizer, step);
      }
    }
    assertClose("matrix", reference(SETTINGS.weightDecay()));
    assertClose("vector", reference(0));
    assertThat(reference(0)).isNotEqualTo(reference(SETTINGS.weightDecay()));
  }

  @Test
  void momentsAreNamedAfterTheirParameters() {
    try (AdamW optimizer = new AdamW(SETTINGS, parameters)) {
      assertThat(optimizer.tensors())
          .extracting(NamedTensor::name)
          .containsExactly(
              "matrix.exp_avg", "matrix.exp_avg_sq", "vector.exp_avg", "vector.exp_avg_sq");
    }
  }

  @Test
  void aLoadedOptimizerGoesOnAsTheOneThatWasSaved() throws IOException {
    try (AdamW first = new AdamW(SETTINGS, parameters);
        AdamW second = new AdamW(SETTINGS, parameters)) {
      update(first, 1);
      update(first, 2);
      second.load(byName(first));
      for (int step = 3; step <= GRADIENTS.length; step++) {
        update(second, step);
      }
    }
    assertClose("matrix", reference(SETTINGS.weightDecay()));
  }

  @Test
  void aMissingMomentIsNamed() {
    try (AdamW optimizer = new AdamW(SETTINGS, parameters)) {
      Map<String, NamedTensor> tensors = byName(optimizer);
      tensors.remove("vector.exp_avg_sq");
      assertThatThrownBy(() -> optimizer.load(tensors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("vector.exp_avg_sq");
    }
  }

  @Test
  void settingsOutOfRangeAreRefusedByName() {
    assertRefused("adamW: lr(0.0) must be above 0, for example lr(1e-3)", 0, 0.9, 0.9, 1e-8, 0);
    assertRefused("adamW: betas(1.0) must be at least 0 and below 1", 1, 1, 0.9, 1e-8, 0);
    assertRefused("adamW: betas(-0.1) must be at least 0 and below 1", 1, 0.9, -0.1, 1e-8, 0);
    assertRefused("adamW: epsilon(0.0) must be above 0", 1, 0.9, 0.9, 0, 0);
    assertRefused("adamW: weightDecay(-1.0) must be at least 0", 1, 0.9, 0.9, 1e-8, -1);
    assertRefused("adamW: lr(Infinity)", Double.POSITIVE_INFINITY, 0.9, 0.9, 1e-8, 0);
    assertRefused("adamW: lr(NaN)", Double.NaN, 0.9, 0.9, 1e-8, 0);
  }

  private static void assertRefused(
      String message, double lr, double beta1, double beta2, double epsilon, double decay) {
    assertThatThrownBy(() -> new AdamWSettings(lr, beta1, beta2, epsilon, decay))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private void update(AdamW optimizer, int step) {
    float[] gradient = GRADIENTS[step - 1];
    optimizer.update(
        List.of(manager.create(gradient, new Shape(2, 2)), manager.create(gradient, new Shape(4))),
        step,
        SETTINGS.learningRate());
  }

  private static Map<String, NamedTensor> byName(AdamW optimizer) {
    return optimizer.tensors().stream()
        .collect(Collectors.toMap(NamedTensor::name, tensor -> tensor));
  }

  private void assertClose(String name, double[] wanted) {
    float[] found = Objects.requireNonNull(parameters.get(name)).toFloatArray();
    for (int i = 0; i < wanted.length; i++) {
      assertThat((double) found[i]).as("%s[%d]", name, i).isCloseTo(wanted[i], within(2e-6));
    }
  }

  /** Loshchilov and Hutter, 2019, algorithm 2, as torch.optim.AdamW documents it. */
  private static double[] reference(double decay) {
    double[] values = new double[START.length];
    for (int i = 0; i < values.length; i++) {
      double value = START[i];
      double first = 0;
      double second = 0;
      for (int step = 1; step <= GRADIENTS.length; step++) {
        double gradient = GRADIENTS[step - 1][i];
        value -= SETTINGS.learningRate() * decay * value;
        first = SETTINGS.beta1() * first + (1 - SETTINGS.beta1()) * gradient;
        second = SETTINGS.beta2() * second + (1 - SETTINGS.beta2()) * gradient * gradient;
        double unbiasedFirst = first / (1 - Math.pow(SETTINGS.beta1(), step));
        double unbiasedSecond = second / (1 - Math.pow(SETTINGS.beta2(), step));
        value -=
            SETTINGS.learningRate()
                * unbiasedFirst
                / (Math.sqrt(unbiasedSecond) + SETTINGS.epsilon());
      }
      values[i] = value;
    }
    return values;
  }
}
