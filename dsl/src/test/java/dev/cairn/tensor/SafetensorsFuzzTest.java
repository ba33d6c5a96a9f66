package dev.cairn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Jazzer's target for the reader of safetensors files. In an ordinary test run it only tries what
 * lies in its resources: the seeds of {@link SafetensorsSeedsTest}, and what was found before.
 */
class SafetensorsFuzzTest {

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
