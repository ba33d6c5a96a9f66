package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Jazzer's target for the reader of manifests: any bytes, as they are and with the checksum that
 * they ought to have, so that what lies behind the checksum is reached. It begins with the seeds of
 * {@link ManifestSeedsTest}, and what was found before.
 */
class ManifestFuzzTest {

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
