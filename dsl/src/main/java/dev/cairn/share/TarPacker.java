package dev.cairn.share;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes tar, in the POSIX format of 2001. */
final class TarPacker implements Packer {
  private static final int FOLDER_MODE = 040755;
  private static final int FILE_MODE = 0100644;
  private static final int LINK_MODE = 0120777;

  private final TarArchiveOutputStream tar;

  TarPacker(OutputStream out) {
    tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  @Override
  public void folder(String name) throws IOException {
    add(new TarArchiveEntry(name + "/"), FOLDER_MODE);
    tar.closeArchiveEntry();
  }

  @Override
  public OutputStream file(String name, long size) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    add(entry, FILE_MODE);
    return new FilterOutputStream(tar) {
      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        tar.write(bytes, offset, count);
      }

      @Override
      public void close() throws IOException {
        tar.closeArchiveEntry();
      }
    };
  }

  @Override
  public void link(String name, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    add(entry, LINK_MODE);
    tar.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  private void add(TarArchiveEntry entry, int mode) throws IOException {
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setLastModifiedTime(FileTime.from(Instant.EPOCH));
    tar.putArchiveEntry(entry);
  }
}
