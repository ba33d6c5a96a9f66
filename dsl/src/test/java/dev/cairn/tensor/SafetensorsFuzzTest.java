package dev.cairn.tensor;

import static dev.cairn.tensor.TensorFiles.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer's target for the reader of safetensors files. In an ordinary test run it only tries the
 * seeds, and what was found before, which lies in the resources.
 */
class SafetensorsFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
        TensorFiles.write(),
        TensorFiles.write(
            MemoryTensor.floats("wte.weight", Shape.of(2, 3), 0, 1, 2, 3, 4, 5),
            tensor("quote \" \u001f", DType.BF16, Shape.of(2), 1, 2, 3, 4),
            tensor("empty", DType.I64, Shape.of(0, 4))),
        TensorFiles.file(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"more\":[{\"x\":1e9}]}}"
                + "  ",
            1),
        TensorFiles.file("{\"__metadata__\":{\"format\":\"pt\"}}", 0));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m 20s")
  void anyFileIsReadOrRefused(byte[] bytes) throws IOException {
    Path path = Files.createTempFile("fuzz", ".safetensors");
    try {
      Files.write(path, bytes);
      readOrRefuse(path);
    } finally {
      Files.delete(path);
    }
  }

  private static void readOrRefuse(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      for (NamedTensor tensor : file.tensors().values()) {
        tensor.read(0, ByteBuffer.allocate(Math.toIntExact(tensor.byteSize())));
      }
    } catch (SafetensorsException refused) {
      assertThat(refused.getMessage()).hasLineCount(1).startsWith(path + ": ");
    }
  }
}
