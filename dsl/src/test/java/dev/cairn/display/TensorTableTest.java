package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTableTest {

  private static final Terminal UNICODE = new Terminal(120, false, false, true);
  private static final NamedTensor TENSOR =
      MemoryTensor.floats("wte", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

  @Test
  void saysRangeSpreadAndTheFirstValues() throws IOException {
    assertThat(TensorTable.of(List.of(TENSOR)).text(UNICODE).lines().skip(1).toList().get(0))
        .startsWith("wte     F32    [2, 3]  1.000  3.500  6.000  █")
        .endsWith("1.000, 2.000, 3.000, 4.000, 5.000, ...");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BF16", "F16"})
  void halfPrecisionIsReadToo(DType dtype) throws IOException {
    String text = TensorTable.of(List.of(Converted.as(dtype, TENSOR))).text(UNICODE);
    assertThat(text).contains(dtype.name(), "3.500");
  }

  @Test
  void whatIsNotFiniteIsCountedAndLeftOutOfTheRange() throws IOException {
    NamedTensor odd =
        MemoryTensor.floats("odd", Shape.of(3), Float.NaN, 1, Float.NEGATIVE_INFINITY);
    assertThat(TensorTable.of(List.of(odd)).text(UNICODE))
        .contains("1.000  1.000  1.000")
        .endsWith("odd: 2 of its values NaN or infinite\n");
  }

  @Test
  void anEmptyTensorHasNoValues() throws IOException {
    NamedTensor empty = MemoryTensor.floats("empty", Shape.of(0));
    assertThat(TensorTable.of(List.of(empty)).text(UNICODE)).contains("empty").contains("[0]");
  }
}
