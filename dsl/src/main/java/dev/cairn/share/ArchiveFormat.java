package dev.cairn.share;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.cairn.share.ShareException.Fault;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** The kinds of archive that are written and read. */
enum ArchiveFormat {
  TAR_ZST(".*\\.(tar\\.zst|tzst)", "28b52ffd") {
    @Override
    Packer packer(OutputStream out) throws IOException {
      ZstdOutputStream zstd = new ZstdOutputStream(out, ZSTD_LEVEL);
      return new TarPacker(zstd.setChecksum(true).setWorkers(WORKERS));
    }

    @Override
    Unpacker unpacker(Path file) throws IOException {
      return TarUnpacker.open(file, ZstdInputStream::new);
    }
  },
  TAR_GZ(".*\\.(tar\\.gz|tgz)", "1f8b") {
    @Override
    Packer packer(OutputStream out) throws IOException {
      return new TarPacker(new GzipCompressorOutputStream(out, new GzipParameters()));
    }

    @Override
    Unpacker unpacker(Path file) throws IOException {
      return TarUnpacker.open(
          file,
          in ->
              GzipCompressorInputStream.builder()
                  .setInputStream(in)
                  .setDecompressConcatenated(true)
                  .get());
    }
  },
  ZIP(".*\\.zip", "504b") {
    @Override
    Packer packer(OutputStream out) {
      return new ZipPacker(out);
    }

    @Override
    Unpacker unpacker(Path file) throws IOException {
      return ZipUnpacker.open(file);
    }
  };

  /** As many threads everywhere: the bytes of a zstd stream depend on whether there are any. */
  private static final int WORKERS = 2;

  private static final int ZSTD_LEVEL = 3;
  private static final int BUFFER = 1 << 18;
  private static final int LONGEST_MAGIC = 4;

  private final String names;
  private final String magic;

  ArchiveFormat(String names, String magic) {
    this.names = names;
    this.magic = magic;
  }

  /** The kind that a file's name asks for. */
  static ArchiveFormat named(Path file) throws IOException {
    String name = FileNames.of(file).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.matches(format.names))
        .findFirst()
        .orElseThrow(
            () -> notAnArchive(file, "an archive's name ends with .tar.zst, .tar.gz or .zip"));
  }

  /** The kind that a file's first bytes tell, whatever its name. */
  static ArchiveFormat in(Path file) throws IOException {
    String head;
    try (InputStream in = Files.newInputStream(file)) {
      head = HexFormat.of().formatHex(in.readNBytes(LONGEST_MAGIC));
    }
    return Arrays.stream(values())
        .filter(format -> head.startsWith(format.magic))
        .findFirst()
        .orElseThrow(() -> notAnArchive(file, "no .tar.zst, .tar.gz or .zip, by its first bytes"));
  }

  /** Reads such an archive. */
  abstract Unpacker unpacker(Path file) throws IOException;

  /** Writes such an archive. */
  abstract Packer packer(OutputStream out) throws IOException;

  static Packer open(Path file, OutputStream out) throws IOException {
    return named(file).packer(new BufferedOutputStream(out, BUFFER));
  }

  private static ShareException notAnArchive(Path file, String what) {
    return ShareException.in(file, Fault.NOT_AN_ARCHIVE, what);
  }
}
