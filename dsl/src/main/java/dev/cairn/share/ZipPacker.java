package dev.cairn.share;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Writes zip, with Unix modes and links. */
final class ZipPacker implements Packer {
  private static final int FOLDER_MODE = 040755;
  private static final int FILE_MODE = 0100644;
  private static final int LINK_MODE = 0120777;

  /** The first time that zip has; it knows no zones, so the same bytes everywhere. */
  private static final LocalDateTime FIRST_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipArchiveOutputStream zip;

  ZipPacker(OutputStream out) {
    zip = new ZipArchiveOutputStream(out);
    zip.setEncoding(StandardCharsets.UTF_8.name());
  }

  @Override
  public void folder(String name) throws IOException {
    add(new ZipArchiveEntry(name + "/"), FOLDER_MODE);
    zip.closeArchiveEntry();
  }

  @Override
  public OutputStream file(String name, long size) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    entry.setSize(size);
    add(entry, FILE_MODE);
    return new FilterOutputStream(zip) {
      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        zip.write(bytes, offset, count);
      }

      @Override
      public void close() throws IOException {
        zip.closeArchiveEntry();
      }
    };
  }

  @Override
  public void link(String name, String target) throws IOException {
    add(new ZipArchiveEntry(name), LINK_MODE);
    zip.write(target.getBytes(StandardCharsets.UTF_8));
    zip.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private void add(ZipArchiveEntry entry, int mode) throws IOException {
    entry.setUnixMode(mode);
    entry.setTimeLocal(FIRST_TIME);
    zip.putArchiveEntry(entry);
  }
}
