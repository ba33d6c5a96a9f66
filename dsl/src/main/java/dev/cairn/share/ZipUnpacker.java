package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Reads a zip by its directory, which alone tells links from files. */
final class ZipUnpacker implements Unpacker {
  private static final int LONGEST_LINK = 4096;
  private static final int TYPE = 0170000;
  private static final int FILE_TYPE = 0100000;

  private final Path archive;
  private final ZipFile zip;
  private final Enumeration<ZipArchiveEntry> entries;
  private @Nullable ZipArchiveEntry entry;
  private long position;

  private ZipUnpacker(Path archive, ZipFile zip) {
    this.archive = archive;
    this.zip = zip;
    this.entries = zip.getEntriesInPhysicalOrder();
  }

  static ZipUnpacker open(Path archive) throws IOException {
    return new ZipUnpacker(
        archive, Wary.step(archive, () -> ZipFile.builder().setPath(archive).get()));
  }

  @Override
  public Optional<Entry> next() throws IOException {
    if (!entries.hasMoreElements()) {
      return Optional.empty();
    }
    ZipArchiveEntry next = entries.nextElement();
    entry = next;
    position += next.getCompressedSize();
    Kind kind = kind(next);
    return Optional.of(new Entry(next.getName(), kind, kind == Kind.LINK ? link() : ""));
  }

  private static Kind kind(ZipArchiveEntry entry) {
    if (entry.isUnixSymlink()) {
      return Kind.LINK;
    }
    if (entry.isDirectory()) {
      return Kind.FOLDER;
    }
    int type = entry.getUnixMode() & TYPE;
    return type == 0 || type == FILE_TYPE ? Kind.FILE : Kind.SPECIAL;
  }

  private String link() throws IOException {
    byte[] target = content().readNBytes(LONGEST_LINK + 1);
    return new String(target, StandardCharsets.UTF_8);
  }

  @Override
  public InputStream content() throws IOException {
    ZipArchiveEntry at = Objects.requireNonNull(entry);
    return new Checked(Wary.step(archive, () -> zip.getInputStream(at)), at);
  }

  @Override
  public void finish() {
    // The directory at the archive's end was read first, and each entry's checksum with the entry.
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** The bytes of an entry, compared with its CRC32 at their end. */
  private final class Checked extends FilterInputStream {
    private final CRC32 crc = new CRC32();
    private final ZipArchiveEntry of;

    private Checked(InputStream in, ZipArchiveEntry of) {
      super(in);
      this.of = of;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int done = Wary.step(archive, () -> in.read(bytes, offset, count));
      if (done > 0) {
        crc.update(bytes, offset, done);
      } else if (done < 0 && crc.getValue() != of.getCrc()) {
        throw ShareException.in(
            archive, of.getName(), Fault.TRUNCATED, "does not match its CRC32; copy it again");
      }
      return done;
    }
  }
}
