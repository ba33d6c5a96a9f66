package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file's bytes, it is read or refused: no other exception comes out. */
class FuzzedFileTest {
  private static final byte[] VALID =
      TensorFiles.write(
          MemoryTensor.floats("wte.weight", Shape.of(2, 3), 0, 1, 2, 3, 4, 5),
          tensor("quote \" \u001f", DType.BF16, Shape.of(2), 1, 2, 3, 4),
          tensor("empty", DType.I64, Shape.of(0, 4)),
          tensor("step", DType.I64, Shape.of(), 1, 2, 3, 4, 5, 6, 7, 8));

  /** What turns one JSON into another more often than a random byte does. */
  private static final String JSON_BYTES = "{}[],:\"\\-+.eE0123456789truefalsn \0\u007f";

  private final Path path;
  private final FileChannel fuzzed;

  FuzzedFileTest(@TempDir Path folder) throws IOException {
    path = folder.resolve("fuzzed.safetensors");
    fuzzed = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @AfterEach
  void close() throws IOException {
    fuzzed.close();
  }

  @Test
  void everyTruncationIsReadOrRefused() throws IOException {
    for (int length = 0; length < VALID.length; length++) {
      readOrRefuse(Arrays.copyOf(VALID, length));
    }
  }

  @Test
  void everyFlippedBitIsReadOrRefused() throws IOException {
    for (int bit = 0; bit < VALID.length * 8; bit++) {
      byte[] flipped = VALID.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      readOrRefuse(flipped);
    }
  }

  @Test
  void manyRandomMutationsAreReadOrRefused() throws IOException {
    mutate(5_000);
  }

  @Test
  @Tag("slow")
  void aMillionRandomMutationsAreReadOrRefused() throws IOException {
    mutate(1_000_000);
  }

  private void mutate(int count) throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      byte[] mutated = VALID.clone();
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        mutated = mutate(mutated, random);
      }
      readOrRefuse(mutated);
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    byte value =
        random.nextBoolean()
            ? (byte) JSON_BYTES.charAt(random.nextInt(JSON_BYTES.length()))
            : (byte) random.nextInt();
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, at + 1);
      case 1 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(9));
      case 2 -> moved(bytes, at, random.nextInt(bytes.length));
      default -> replaced(bytes, at, value);
    };
  }

  private static byte[] replaced(byte[] bytes, int at, byte value) {
    byte[] replaced = bytes.clone();
    replaced[at] = value;
    return replaced;
  }

  /** A stretch of the bytes copied over another. */
  private static byte[] moved(byte[] bytes, int from, int to) {
    byte[] moved = bytes.clone();
    int count = Math.min(32, bytes.length - Math.max(from, to));
    System.arraycopy(bytes, from, moved, to, count);
    return moved;
  }

  private void readOrRefuse(byte[] bytes) throws IOException {
    fuzzed.write(ByteBuffer.wrap(bytes), 0);
    fuzzed.truncate(bytes.length);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (NamedTensor tensor : file.tensors().values()) {
        tensor.read(0, ByteBuffer.allocate(Math.toIntExact(tensor.byteSize())));
      }
    } catch (SafetensorsException refused) {
      assertThat(refused.getMessage()).hasLineCount(1).startsWith(path + ": ");
    }
  }
}
