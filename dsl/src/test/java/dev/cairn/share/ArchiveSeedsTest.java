package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.share.Archive.Destination;
import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import dev.cairn.tensor.SeedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The seeds of {@link ArchiveFuzzTest}. What packs them changes with its versions, so they are not
 * compared with what is packed today, but must be what their names say.
 */
class ArchiveSeedsTest {
  private static final Path SEEDS =
      SeedFiles.folder(ArchiveFuzzTest.class, "anyArchiveIsUnpackedOrRefused");
  private static final int BOMB = 4 << 20;
  private static final OptionalLong MOST = OptionalLong.of(1 << 20);

  @TempDir private Path temporary;

  @Test
  void theSeedsAreWrittenWhenAskedFor() throws IOException {
    SeedFiles.write(SEEDS, whole());
    SeedFiles.write(SEEDS, hostile());
    assertThat(SEEDS).isDirectoryContaining("glob:**.tar.zst");
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole.zip", "whole.tar.gz", "whole.tar.zst"})
  void aWholeOneIsUnpacked(String name) throws IOException {
    assertThat(Archive.unpack(SEEDS.resolve(name), target(), MOST, event -> {}))
        .singleElement()
        .matches(Checkpoint::valid);
  }

  @Test
  void planesAreDecompressed() throws IOException {
    Path file = SEEDS.resolve("whole.planes");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BytePlanes.decompress(Files.newInputStream(file), file, out);
    Path whole = Samples.checkpoint(temporary.resolve("sft")).path().resolve(Samples.MODEL);
    assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(whole));
  }

  @ParameterizedTest
  @CsvSource({
    "absolute.zip, ABSOLUTE_NAME",
    "slip.zip, OUTSIDE_NAME",
    "link-out.zip, OUTSIDE_LINK",
    "bomb.zip, TOO_LARGE",
    "bomb.tar.gz, TOO_LARGE",
    "absolute.tar, ABSOLUTE_NAME",
    "slip.tar, OUTSIDE_NAME",
    "link-out.tar, OUTSIDE_LINK",
    "hard-link.tar, SPECIAL_FILE",
    "device.tar, SPECIAL_FILE"
  })
  void aHostileOneIsRefused(String name, Fault fault) throws IOException {
    Path seed = SEEDS.resolve(name);
    Path archive = name.endsWith(".tar") ? gzipped(seed) : seed;
    ShareException refused =
        catchThrowableOfType(
            ShareException.class, () -> Archive.unpack(archive, target(), MOST, event -> {}));
    assertThat(refused.fault()).isEqualTo(fault);
  }

  private Destination target() {
    return new Destination.As(temporary.resolve("unpacked"));
  }

  private Path gzipped(Path tar) throws IOException {
    Path archive = temporary.resolve("seed.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      Files.copy(tar, out);
    }
    return archive;
  }

  private Map<String, byte[]> whole() throws IOException {
    Checkpoint checkpoint = Samples.checkpoint(temporary.resolve("packed/sft"));
    Map<String, byte[]> seeds = new TreeMap<>();
    for (String name : new String[] {"whole.zip", "whole.tar.gz", "whole.tar.zst"}) {
      Path archive = temporary.resolve(name);
      Archive.pack(checkpoint, archive, new ArchiveSettings(true, false), event -> {});
      seeds.put(name, Files.readAllBytes(archive));
    }
    try (var in = new GZIPInputStream(Files.newInputStream(temporary.resolve("whole.tar.gz")))) {
      seeds.put("whole.tar", in.readAllBytes());
    }
    ByteArrayOutputStream planes = new ByteArrayOutputStream();
    BytePlanes.compress(checkpoint.path().resolve(Samples.MODEL), planes);
    seeds.put("whole.planes", planes.toByteArray());
    return seeds;
  }

  private static Map<String, byte[]> hostile() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      out.write(tar(entry("sft/zeros", TarConstants.LF_NORMAL, ""), new byte[BOMB]));
    }
    byte[] one = {'x'};
    return Map.of(
        "absolute.tar", tar(entry("/evil", TarConstants.LF_NORMAL, ""), one),
        "slip.tar", tar(entry("sft/../../evil", TarConstants.LF_NORMAL, ""), one),
        "link-out.tar", tar(entry("sft/best", TarConstants.LF_SYMLINK, "/tmp"), new byte[0]),
        "hard-link.tar", tar(entry("sft/a", TarConstants.LF_LINK, "/etc/passwd"), new byte[0]),
        "device.tar", tar(entry("sft/null", TarConstants.LF_CHR, ""), new byte[0]),
        "bomb.tar.gz", bomb.toByteArray(),
        "absolute.zip", zip("/evil", one, false),
        "slip.zip", zip("sft/../../evil", one, false),
        "link-out.zip", zip("sft/best", "../../evil".getBytes(StandardCharsets.UTF_8), true),
        "bomb.zip", zip("sft/zeros", new byte[BOMB], false));
  }

  private static TarArchiveEntry entry(String name, byte kind, String link) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(link);
    entry.setModTime(0);
    return entry;
  }

  private static byte[] tar(TarArchiveEntry entry, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String name, byte[] content, boolean link) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      ZipArchiveEntry entry = new ZipArchiveEntry(name);
      entry.setTime(0);
      entry.setUnixMode(link ? 0120777 : 0100644);
      zip.putArchiveEntry(entry);
      zip.write(content);
      zip.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
