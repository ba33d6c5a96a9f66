package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.bytes;
import static dev.cairn.tensor.TensorFiles.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConvertedTest {
  private static final Shape PAIR = Shape.of(2);
  private static final MemoryTensor FLOATS = MemoryTensor.floats("w", PAIR, 1f, -2.5f);
  private static final MemoryTensor BRAINS = tensor("w", DType.BF16, PAIR, 0x80, 0x3f, 0x20, 0xc0);
  private static final MemoryTensor HALVES = tensor("w", DType.F16, PAIR, 0x00, 0x3c, 0x00, 0xc1);

  @Test
  void eachTypeConvertsToEachOther() {
    for (MemoryTensor source : new MemoryTensor[] {FLOATS, BRAINS, HALVES}) {
      for (MemoryTensor target : new MemoryTensor[] {FLOATS, BRAINS, HALVES}) {
        NamedTensor converted = Converted.as(target.dtype(), source);
        assertThat(bytes(converted)).isEqualTo(bytes(target));
        assertThat(converted.dtype()).isEqualTo(target.dtype());
        assertThat(converted.byteSize()).isEqualTo(target.byteSize());
      }
    }
  }

  @Test
  void nameAndShapeStay() {
    NamedTensor converted = Converted.as(DType.F16, FLOATS);
    assertThat(converted.name()).isEqualTo("w");
    assertThat(converted.shape()).isEqualTo(PAIR);
  }

  @Test
  void theSameTypeIsTheSourceItself() {
    MemoryTensor step = tensor("step", DType.U8, Shape.of(), 1);
    assertThat(Converted.as(DType.F32, FLOATS)).isSameAs(FLOATS);
    assertThat(Converted.as(DType.U8, step)).isSameAs(step);
  }

  @Test
  void halfAndBrainRoundOnce() {
    // 1 + 2^-8 + 2^-10 in F16: BF16 keeps 7 bits, so it goes up to 1 + 2^-7, not down.
    MemoryTensor half = tensor("w", DType.F16, Shape.of(), 0x05, 0x3c);
    assertThat(bytes(Converted.as(DType.BF16, half))).containsExactly(0x81, 0x3f);
  }

  @Test
  void otherTypesAreRefusedByName() {
    MemoryTensor step = tensor("step", DType.U8, Shape.of(), 1);
    assertThatThrownBy(() -> Converted.as(DType.F32, step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tensor \"step\" is U8 and does not convert to F32: only F32, BF16 and F16 do to one"
                + " another");
    assertThatThrownBy(() -> Converted.as(DType.I64, FLOATS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is F32 and does not convert to I64");
  }

  @Test
  void anyPieceIsThatPieceOfTheWhole() throws IOException {
    Random random = new Random(3);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    MemoryTensor source = MemoryTensor.floats("w", Shape.of(100, 200), values);
    NamedTensor back = Converted.as(DType.F32, Converted.as(DType.BF16, source));
    byte[] whole = bytes(back);
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(whole.length + 1);
      int to = from + random.nextInt(whole.length - from + 1);
      ByteBuffer piece = ByteBuffer.allocate(to - from);
      back.read(from, piece);
      assertThat(piece.array()).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
  }

  @Test
  void aTargetOfAnotherByteOrderGetsTheSameBytes() throws IOException {
    ByteBuffer big = ByteBuffer.allocate(8).order(ByteOrder.BIG_ENDIAN);
    Converted.as(DType.F32, BRAINS).read(0, big);
    assertThat(big.array()).isEqualTo(bytes(FLOATS));
    assertThat(big.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  @Test
  void onlyWhatIsAskedForIsFilled() throws IOException {
    ByteBuffer target = ByteBuffer.allocate(8).position(2).limit(4);
    Converted.as(DType.F32, BRAINS).read(2, target);
    assertThat(target.array()).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0);
  }

  @Test
  void readingPastTheEndIsRefused() {
    assertThatThrownBy(() -> Converted.as(DType.BF16, FLOATS).read(1, ByteBuffer.allocate(4)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("tensor \"w\" has 4 bytes; 4 from byte 1 on are not in it");
  }
}
