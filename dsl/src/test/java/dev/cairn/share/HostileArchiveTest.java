package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStream;
import dev.cairn.share.Archive.Destination;
import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are not what they should be, each refused by name, and nothing left of them. */
class HostileArchiveTest {

  @TempDir private Path temporary;
  private Checkpoint checkpoint;
  private Path archive;
  private Path targets;
  private Path target;

  /** Adds entries to an archive. */
  private interface Entries {
    void add(TarArchiveOutputStream tar) throws IOException;
  }

  @BeforeEach
  void makeACheckpoint() throws IOException {
    checkpoint = Samples.checkpoint(temporary.resolve("runs/sft"));
    archive = temporary.resolve("hostile.tar.zst");
    targets = temporary.resolve("target");
    target = targets.resolve("sft");
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (Files.exists(targets)) {
      assertThat(targets).isEmptyDirectory();
    }
    assertThat(temporary.resolve("evil")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "/evil, ABSOLUTE_NAME",
    "C:/evil, ABSOLUTE_NAME",
    "../evil, OUTSIDE_NAME",
    "sft/../../evil, OUTSIDE_NAME",
    "sft/checkpoint-100/../../../evil, OUTSIDE_NAME",
    "sft/.hidden, ODD_NAME",
    "sft//evil, ODD_NAME",
    "sft/.., OUTSIDE_NAME",
    "sft/a/b, ODD_NAME",
    "sft/checkpoint-100/a/b, ODD_NAME",
    "evil, ODD_NAME"
  })
  void namesThatLeadOut(String name, Fault fault) throws IOException {
    assertFault(fault, tar -> file(tar, name, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sft/a\\..\\evil", "sft/a\nb", "sft/a:b"})
  void namesThatNoFileOfARunHas(String name) throws IOException {
    assertFault(Fault.ODD_NAME, tar -> file(tar, name, "x"));
  }

  @Test
  void namesOfMoreBytesThanAFileSystemTakes() throws IOException {
    assertFault(Fault.ODD_NAME, tar -> longName(tar, "a".repeat(256)));
    assertFault(Fault.ODD_NAME, tar -> longName(tar, "\u00e9".repeat(128)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../../evil",
        "..",
        ".",
        "checkpoint-100/../../evil",
        "a\\b",
        "a/b/c/d",
        ""
      })
  void linksThatLeadOut(String link) throws IOException {
    assertFault(
        Fault.OUTSIDE_LINK,
        tar -> {
          TarArchiveEntry entry = new TarArchiveEntry("sft/best", TarConstants.LF_SYMLINK);
          entry.setLinkName(link);
          add(tar, entry);
        });
  }

  @Test
  void aFileThroughALink() throws IOException {
    assertFault(
        Fault.DUPLICATE_NAME,
        tar -> {
          TarArchiveEntry entry = new TarArchiveEntry("sft/checkpoint-7", TarConstants.LF_SYMLINK);
          entry.setLinkName("checkpoint-100");
          add(tar, entry);
          add(tar, new TarArchiveEntry("sft/checkpoint-7/"));
        });
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
  void devicesAndPipes(byte kind) throws IOException {
    assertFault(Fault.SPECIAL_FILE, tar -> add(tar, new TarArchiveEntry("sft/null", kind)));
  }

  @Test
  void hardLinks() throws IOException {
    assertFault(
        Fault.SPECIAL_FILE,
        tar -> {
          TarArchiveEntry entry = new TarArchiveEntry("sft/a", TarConstants.LF_LINK);
          entry.setLinkName("/etc/passwd");
          add(tar, entry);
        });
  }

  @Test
  void namesThatAreThereTwice() throws IOException {
    assertFault(
        Fault.DUPLICATE_NAME,
        tar -> {
          file(tar, "sft/a", "x");
          file(tar, "./sft/a", "y");
        });
  }

  @Test
  void twoDirectoriesBesideEachOther() throws IOException {
    assertFault(
        Fault.SEVERAL_ROOTS,
        tar -> {
          file(tar, "sft/a", "x");
          file(tar, "other/a", "y");
        });
  }

  @Test
  void aFileThatIsLargerThanTheManifestSays() throws IOException {
    assertFault(
        Fault.OVER_MANIFEST_SIZE,
        tar -> {
          saved(tar, "cairn.json");
          file(tar, "sft/checkpoint-100/config.json", "x".repeat(1000));
        });
  }

  @Test
  void aFileThatDoesNotMatchItsChecksum() throws IOException {
    assertFault(
        Fault.CHECKSUM_MISMATCH,
        tar -> {
          for (String name : Samples.names(checkpoint.path())) {
            if (!name.equals("config.json")) {
              saved(tar, name);
            }
          }
          String config = Files.readString(checkpoint.path().resolve("config.json"));
          file(tar, "sft/checkpoint-100/config.json", config.replace("gpt2", "gpt3"));
        });
  }

  @Test
  void aFileThatIsMissing() throws IOException {
    assertFault(Fault.MISSING_FILE, tar -> saved(tar, "cairn.json"));
    assertFault(Fault.MISSING_FILE, tar -> saved(tar, "config.json"));
  }

  @Test
  void aFileThatNoManifestLists() throws IOException {
    assertFault(
        Fault.UNLISTED_FILE,
        tar -> {
          saved(tar, "cairn.json");
          file(tar, "sft/checkpoint-100/evil.py", "x");
        });
    assertFault(
        Fault.UNLISTED_FILE,
        tar -> {
          file(tar, "sft/checkpoint-100/evil.py", "x");
          for (String name : Samples.names(checkpoint.path())) {
            saved(tar, name);
          }
        });
  }

  @Test
  void anArchiveOfSomethingElse() throws IOException {
    assertFault(Fault.NO_CHECKPOINT, tar -> file(tar, "sft/readme", "x"));
  }

  @Test
  void aBombOfZeros() throws IOException {
    assertFault(
        Fault.TOO_LARGE,
        OptionalLong.of(1 << 20),
        tar -> {
          TarArchiveEntry entry = new TarArchiveEntry("sft/zeros");
          entry.setSize(64 << 20);
          tar.putArchiveEntry(entry);
          for (int i = 0; i < 64; i++) {
            tar.write(new byte[1 << 20]);
          }
          tar.closeArchiveEntry();
        });
  }

  @Test
  void aHeaderOfZeros() throws IOException {
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(archive));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      // The long name of an entry, which a reader keeps in memory.
      TarArchiveEntry entry =
          new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
      entry.setSize(64 << 20);
      tar.putArchiveEntry(entry);
      for (int i = 0; i < 64; i++) {
        tar.write(new byte[1 << 20]);
      }
      tar.closeArchiveEntry();
    }
    assertThat(fault(OptionalLong.empty())).isEqualTo(Fault.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar.zst", "a.tar.gz", "a.zip"})
  void archivesThatAreCutShort(String name) throws IOException {
    Path whole = temporary.resolve(name);
    Archive.pack(checkpoint, whole, ArchiveSettings.DEFAULT, event -> {});
    byte[] bytes = Files.readAllBytes(whole);
    for (int cut = 1; cut < bytes.length - 4; cut += 1 + bytes.length / 60) {
      Files.write(archive, Arrays.copyOf(bytes, bytes.length - cut));
      assertThat(fault(OptionalLong.empty())).as("cut by " + cut).isEqualTo(Fault.TRUNCATED);
    }
    Files.write(archive, Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(fault(OptionalLong.empty())).isEqualTo(Fault.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar.zst", "a.tar.gz", "a.zip"})
  void noFlippedBitGivesOtherBytes(String name) throws IOException {
    Path whole = temporary.resolve(name);
    Archive.pack(checkpoint, whole, new ArchiveSettings(true, false), event -> {});
    byte[] bytes = Files.readAllBytes(whole);
    for (int at = 0; at < bytes.length; at += 1 + bytes.length / 150) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      Files.write(archive, flipped);
      Path place = temporary.resolve("flipped-" + at);
      try {
        Archive.unpack(archive, new Destination.As(place), OptionalLong.empty(), event -> {});
        assertThat(place.resolve("checkpoint-100/" + Samples.MODEL))
            .hasSameBinaryContentAs(checkpoint.path().resolve(Samples.MODEL));
      } catch (IOException refused) {
        assertThat(place).doesNotExist();
      }
    }
  }

  @Test
  void whatIsNoArchive() throws IOException {
    Files.writeString(archive, "hello");
    assertThat(fault(OptionalLong.empty())).isEqualTo(Fault.NOT_AN_ARCHIVE);
    Files.writeString(archive, "");
    assertThat(fault(OptionalLong.empty())).isEqualTo(Fault.NOT_AN_ARCHIVE);
    Files.writeString(archive, "PK\3\4 nothing of a zip");
    assertThat(fault(OptionalLong.empty())).isEqualTo(Fault.TRUNCATED);
  }

  @ParameterizedTest
  @CsvSource({"../evil, OUTSIDE_NAME", "/evil, ABSOLUTE_NAME", "..\\evil, OUTSIDE_NAME"})
  void namesInAZipThatLeadOut(String name, Fault fault) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write('x');
    }
    assertThat(fault(OptionalLong.empty())).isEqualTo(fault);
  }

  @Test
  void aBombInAZip() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("sft/zeros"));
      zip.write(new byte[8 << 20]);
    }
    assertThat(fault(OptionalLong.of(1 << 20))).isEqualTo(Fault.TOO_LARGE);
  }

  private static void longName(TarArchiveOutputStream tar, String name) throws IOException {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    file(tar, "sft/" + name, "x");
  }

  private void saved(TarArchiveOutputStream tar, String name) throws IOException {
    file(tar, "sft/checkpoint-100/" + name, Files.readAllBytes(checkpoint.path().resolve(name)));
  }

  private static void file(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    file(tar, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void file(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    // The absolute name is kept, which a packer that means well takes away.
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry) throws IOException {
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private void assertFault(Fault fault, Entries entries) throws IOException {
    assertFault(fault, OptionalLong.empty(), entries);
  }

  private void assertFault(Fault fault, OptionalLong most, Entries entries) throws IOException {
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(archive));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      entries.add(tar);
    }
    assertThat(fault(most)).isEqualTo(fault);
  }

  private Fault fault(OptionalLong most) {
    ShareException refused =
        catchThrowableOfType(
            ShareException.class,
            () -> Archive.unpack(archive, new Destination.As(target), most, event -> {}));
    assertThat(refused).hasMessageStartingWith(archive + ": ");
    return refused.fault();
  }
}
