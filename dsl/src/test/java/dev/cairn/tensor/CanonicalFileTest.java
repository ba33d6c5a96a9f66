package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.tensor;
import static dev.cairn.tensor.TensorFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CanonicalFileTest {
  private static final Shape SCALAR = Shape.of();

  private static final List<MemoryTensor> REFERENCE =
      List.of(
          MemoryTensor.floats("wte.weight", Shape.of(2, 3), 0, 0.25f, 0.5f, 0.75f, 1, 1.25f),
          MemoryTensor.floats("ln.bias", Shape.of(2), -1.5f, Float.POSITIVE_INFINITY),
          tensor("half", DType.F16, SCALAR, 0x00, 0x3e),
          tensor("brain", DType.BF16, Shape.of(3), 0x80, 0x3f, 0x00, 0xc0, 0x40, 0x40),
          tensor("step", DType.I64, SCALAR, 0x58, 2, 0, 0, 0, 0, 0, 0),
          tensor("mask", DType.BOOL, Shape.of(3), 1, 0, 1),
          tensor("bytes", DType.U8, Shape.of(3), 1, 2, 255),
          tensor("empty", DType.F64, Shape.of(0, 4)),
          tensor("quote \" backslash \\ unit \u001f tab \t", DType.I8, Shape.of(1), 7),
          tensor("\ufffd", DType.I32, Shape.of(1), 1, 0, 0, 0),
          tensor("\ud834\udd1e", DType.I32, Shape.of(1), 2, 0, 0, 0));

  @Test
  void aTinyFileHasExactlyTheseBytes() {
    byte[] file =
        write(
            tensor("mask", DType.BOOL, Shape.of(2), 1, 0),
            MemoryTensor.floats("b", Shape.of(1, 1), 1f),
            MemoryTensor.floats("a", SCALAR, -2f));

    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]},"
            + "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[8,10]}}   ";
    assertThat(HexFormat.of().formatHex(file))
        .isEqualTo(
            "c800000000000000"
                + HexFormat.of().formatHex(header.getBytes(StandardCharsets.UTF_8))
                + "000000c0"
                + "0000803f"
                + "0100");
  }

  @Test
  void theReferenceImplementationWritesTheSameBytes() throws IOException {
    try (InputStream reference = getClass().getResourceAsStream("reference.safetensors")) {
      assertThat(write(REFERENCE)).isEqualTo(reference.readAllBytes());
    }
  }

  @Test
  void anyOrderOfTheSameTensorsGivesTheSameFile() {
    List<MemoryTensor> shuffled = new ArrayList<>(REFERENCE);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(write(shuffled)).isEqualTo(write(REFERENCE));
    }
  }

  @Test
  void noTensorsMakeAFileWithMetadataAlone() {
    assertThat(new String(write(), 8, 32, StandardCharsets.UTF_8))
        .isEqualTo("{\"__metadata__\":{\"format\":\"pt\"}}");
  }

  @Test
  void theHeaderIsPaddedToAMultipleOfEight() {
    for (int length = 1; length <= 16; length++) {
      byte[] file = write(tensor("n".repeat(length), DType.U8, Shape.of(0)));
      assertThat(file.length % 8).isZero();
      assertThat(ByteBuffer.wrap(file).get(0)).isEqualTo((byte) (file.length - 8));
    }
  }

  @Test
  void fileSizeIsThatOfTheFile() {
    assertThat(SafetensorsWriter.fileSize(REFERENCE)).isEqualTo(write(REFERENCE).length);
    assertThat(SafetensorsWriter.fileSize(List.of())).isEqualTo(write().length);
  }

  @Test
  void writingReturnsTheChecksumsInTheOrderOfTheFile() throws IOException {
    MemoryTensor digits = MemoryTensor.of("digits", DType.U8, Shape.of(9), ascii("123456789"));
    MemoryTensor zero = MemoryTensor.floats("zero", SCALAR, 0f);

    Map<String, Long> checksums =
        SafetensorsWriter.write(
            List.of(digits, zero), Channels.newChannel(new ByteArrayOutputStream()));

    // The check value of CRC-32C, and the CRC-32C of four zero bytes.
    assertThat(checksums)
        .containsExactly(Map.entry("zero", 0x48674bc7L), Map.entry("digits", 0xe3069283L));
    assertThat(Checksums.crc32c(digits)).isEqualTo(0xe3069283L);
  }

  @Test
  void aTensorOfSeveralPiecesIsWrittenWhole() {
    byte[] bytes = new byte[(9 << 20) + 3];
    new Random(1).nextBytes(bytes);
    byte[] file =
        write(MemoryTensor.of("large", DType.U8, Shape.of(bytes.length), ByteBuffer.wrap(bytes)));

    assertThat(file).endsWith(bytes);
  }

  @Test
  void aChannelThatTakesFewBytesAtATimeGetsThemAll() throws IOException {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    SafetensorsWriter.write(REFERENCE, new NarrowChannel(taken));

    assertThat(taken.toByteArray()).isEqualTo(write(REFERENCE));
  }

  @Test
  void aNameGivenTwiceIsRefusedBeforeAnythingIsWritten() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<MemoryTensor> twice =
        List.of(MemoryTensor.floats("w", SCALAR, 1f), tensor("w", DType.BOOL, SCALAR, 1));

    assertThatThrownBy(() -> SafetensorsWriter.write(twice, Channels.newChannel(out)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the name \"w\" is given twice; each tensor of a file needs a name of its own");
    assertThat(out.size()).isZero();
  }

  @Test
  void theNameOfTheMetadataIsRefused() {
    assertThatThrownBy(() -> write(MemoryTensor.floats("__metadata__", SCALAR, 1f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved");
  }

  @Test
  void aNameThatIsNotUnicodeIsRefused() {
    assertThatThrownBy(() -> write(MemoryTensor.floats("\ud834", SCALAR, 1f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  @Tag("slow")
  void aHeaderOverTheLimitIsRefused() {
    String name = "n".repeat(SafetensorsFile.MAX_HEADER_BYTES);
    assertThatThrownBy(
            () -> SafetensorsWriter.fileSize(List.of(tensor(name, DType.U8, Shape.of(0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("over the format's limit of 100000000");
  }

  @Test
  void aTensorThatGivesTooFewBytesIsAnErrorThatNamesIt() {
    NamedTensor lazy =
        new PatternTensor("lazy", DType.U8, Shape.of(5)) {
          @Override
          public void read(long offset, ByteBuffer target) {
            target.put((byte) 1);
          }
        };
    assertThatThrownBy(() -> Checksums.crc32c(lazy))
        .isInstanceOf(IOException.class)
        .hasMessage("tensor \"lazy\" gave 1 of the 5 bytes from byte 0 on");
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Takes at most three bytes a call. */
  private record NarrowChannel(ByteArrayOutputStream taken) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
      int count = Math.min(3, bytes.remaining());
      for (int i = 0; i < count; i++) {
        taken.write(bytes.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
