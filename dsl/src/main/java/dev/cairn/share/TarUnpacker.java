package dev.cairn.share;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Reads a compressed tar. */
final class TarUnpacker implements Unpacker {
  private static final int BUFFER = 1 << 18;

  /** More than a header with its extensions has, and than what pads the end. */
  private static final long MOST_BETWEEN_FILES = 1 << 20;

  private final Path archive;
  private final Wary compressed;
  private final Wary plain;
  private final TarArchiveInputStream tar;

  private TarUnpacker(Path archive, Wary compressed, Wary plain) {
    this.archive = archive;
    this.compressed = compressed;
    this.plain = plain;
    this.tar = new TarArchiveInputStream(plain, StandardCharsets.UTF_8.name());
  }

  /** What unpacks the stream of an archive. */
  interface Decompression {
    InputStream of(InputStream compressed) throws IOException;
  }

  static TarUnpacker open(Path archive, Decompression decompression) throws IOException {
    InputStream file = Files.newInputStream(archive);
    try {
      Wary compressed = new Wary(archive, file);
      InputStream decompressed =
          Wary.step(archive, () -> decompression.of(new BufferedInputStream(compressed, BUFFER)));
      return new TarUnpacker(
          archive, compressed, new Wary(archive, new BufferedInputStream(decompressed, BUFFER)));
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    plain.allow(MOST_BETWEEN_FILES);
    TarArchiveEntry entry = Wary.step(archive, tar::getNextEntry);
    if (entry == null) {
      return Optional.empty();
    }
    plain.allow(Math.addExact(MOST_BETWEEN_FILES, Math.min(entry.getSize(), Long.MAX_VALUE / 2)));
    Kind kind = entry.isSparse() ? Kind.SPECIAL : kind(entry);
    String link = kind == Kind.LINK ? entry.getLinkName() : "";
    return Optional.of(new Entry(entry.getName(), kind, link));
  }

  /** By the flag itself: the library calls whatever is no directory a file, devices too. */
  private static Kind kind(TarArchiveEntry entry) {
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM ->
          entry.isDirectory() ? Kind.FOLDER : Kind.FILE;
      case TarConstants.LF_DIR -> Kind.FOLDER;
      case TarConstants.LF_SYMLINK -> Kind.LINK;
      default -> Kind.SPECIAL;
    };
  }

  @Override
  public InputStream content() {
    return new FilterInputStream(tar) {
      @Override
      public int read(byte[] bytes, int offset, int count) throws IOException {
        return Wary.step(archive, () -> in.read(bytes, offset, count));
      }
    };
  }

  @Override
  public void finish() throws IOException {
    plain.allow(MOST_BETWEEN_FILES);
    plain.transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public long position() {
    return compressed.position();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
