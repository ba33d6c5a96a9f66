package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryTensorTest {

  @Test
  void itHoldsTheBuffersBytesFromPositionToLimit() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
    MemoryTensor tensor = MemoryTensor.of("w", DType.BF16, Shape.of(), buffer);
    assertThat(bytes(tensor)).containsExactly(1, 2);
    assertThat(buffer.position()).isEqualTo(1);
  }

  @Test
  void aBufferOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> MemoryTensor.of("w", DType.F32, Shape.of(2), ByteBuffer.allocate(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor \"w\" needs 8 bytes for F32 [2], not 4");
  }

  @Test
  void floatsAreLittleEndian() {
    assertThat(bytes(MemoryTensor.floats("w", Shape.of(), 1f))).containsExactly(0, 0, 0x80, 0x3f);
  }

  @Test
  void readingPastTheEndIsRefused() {
    MemoryTensor tensor = MemoryTensor.floats("w", Shape.of(), 1f);
    assertThatThrownBy(() -> tensor.read(2, ByteBuffer.allocate(3)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tensor.read(-1, ByteBuffer.allocate(1)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void itDescribesItself() {
    assertThat(MemoryTensor.floats("w", Shape.of(1, 1), 1f)).hasToString("w F32 [1, 1]");
  }
}
