package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer's target for the reader of manifests: any bytes, as they are and with the checksum that
 * they ought to have, so that what lies behind the checksum is reached.
 */
class ManifestFuzzTest {

  static Stream<byte[]> seeds() {
    Manifest.FileSums text =
        new Manifest.FileSums("config.json", 2, "0".repeat(64), Optional.empty());
    Manifest.FileSums tensors =
        new Manifest.FileSums(
            Contents.MODEL,
            80,
            "f".repeat(64),
            Optional.of(new Manifest.TensorSums(72, "0a1b2c3d", Map.of("wte.weight", "00000000"))));
    Manifest whole =
        new Manifest(
            Manifest.FORMAT,
            100,
            0.5,
            CrashScript.CLOCK.instant(),
            true,
            Map.of("eval_loss", Double.NaN),
            Optional.of("sft/checkpoint-1"),
            Map.of("djl", "0.35.1"),
            List.of(text, tensors));
    return Stream.of(whole.toText(), "{\"checksum\": \"" + "0".repeat(64) + "\"}", "{}")
        .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m 20s")
  void anyManifestIsReadOrRefused(byte[] bytes) throws IOException {
    Path checkpoint = Files.createTempDirectory("fuzz");
    Path manifest = checkpoint.resolve(Layout.MANIFEST);
    try {
      Files.write(manifest, bytes);
      readOrRefuse(checkpoint);
      Files.write(manifest, sealed(bytes));
      readOrRefuse(checkpoint);
    } finally {
      new LocalDisk().deleteTree(checkpoint);
    }
  }

  private static byte[] sealed(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    try {
      return Manifest.sealed(text).getBytes(StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException noPlaceForAChecksum) {
      return bytes;
    }
  }

  private static void readOrRefuse(Path checkpoint) throws IOException {
    try {
      Manifest.read(checkpoint).filesSize();
    } catch (DamagedCheckpointException refused) {
      assertThat(refused.getMessage()).hasLineCount(1).startsWith(checkpoint + ": ");
    }
  }
}
