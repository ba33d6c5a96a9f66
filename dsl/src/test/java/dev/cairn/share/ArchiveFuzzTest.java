package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import dev.cairn.share.Archive.Destination;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.DamagedCheckpointException;
import dev.cairn.store.QuickFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

/**
 * Jazzer's target for the reader of archives: any bytes, as they are; as a tar in gzip and in zstd,
 * so that what lies behind their checksums is reached; and as a file in planes. It begins with the
 * seeds of {@link ArchiveSeedsTest}, and what was found before.
 */
class ArchiveFuzzTest {
  private static final long MOST = 1 << 20;

  @FuzzTest(maxDuration = "3m 20s")
  void anyArchiveIsUnpackedOrRefused(byte[] bytes) throws IOException {
    Path folder = QuickFolder.create("fuzz");
    try {
      unpackOrRefuse(bytes, folder);
      unpackOrRefuse(gzipped(bytes), folder);
      unpackOrRefuse(Zstd.compress(bytes), folder);
      decompressOrRefuse(bytes);
    } finally {
      QuickFolder.delete(folder);
    }
  }

  private static void unpackOrRefuse(byte[] bytes, Path folder) throws IOException {
    Path archive = Files.write(folder.resolve("archive"), bytes);
    Path runs = folder.resolve("runs");
    Path run = runs.resolve("sft");
    try {
      Archive.unpack(archive, new Destination.As(run), OptionalLong.of(MOST), event -> {})
          .forEach(ArchiveFuzzTest::requireWhole);
      assertThat(Samples.names(runs)).containsExactly("sft");
      QuickFolder.delete(run);
    } catch (ShareException | DamagedCheckpointException refused) {
      assertThat(refused.getMessage()).hasLineCount(1);
      assertThat(runs).isEmptyDirectory();
    }
    assertThat(Samples.names(folder)).containsExactly("archive", "runs");
  }

  private static void requireWhole(Checkpoint checkpoint) {
    assertThat(checkpoint.damage()).isEmpty();
  }

  private static void decompressOrRefuse(byte[] bytes) throws IOException {
    Path name = Path.of("model.safetensors.planes");
    try {
      BytePlanes.decompress(new ByteArrayInputStream(bytes), name, new Bounded());
    } catch (ShareException refused) {
      assertThat(refused.getMessage()).hasLineCount(1).startsWith(name + ": ");
    }
  }

  private static byte[] gzipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
      out.write(bytes);
    }
    return gzipped.toByteArray();
  }

  /** Takes no more than an archive may unpack to. */
  private static final class Bounded extends OutputStream {
    private long left = MOST;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      left -= count;
      if (left < 0) {
        throw ShareException.in(
            Path.of("model.safetensors.planes"), ShareException.Fault.TOO_LARGE, "is too large");
      }
    }
  }
}
