package dev.cairn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/**
 * Passes bytes on and takes two checksums on the way: SHA-256 of everything, CRC32C of the head.
 */
final class HashingChannel implements WritableByteChannel {
  private final WritableByteChannel target;
  private final MessageDigest sha256 = Digests.sha256();
  private final CRC32C headCrc = new CRC32C();
  private final long headSize;
  private long size;

  HashingChannel(WritableByteChannel target, long headSize) {
    this.target = target;
    this.headSize = headSize;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    ByteBuffer written = source.duplicate();
    int count = target.write(source);
    written.limit(written.position() + count);
    sha256.update(written.duplicate());
    int ofHead = (int) Math.min(count, Math.max(0, headSize - size));
    headCrc.update(written.limit(written.position() + ofHead));
    size += count;
    return count;
  }

  /** The bytes written so far. */
  long size() {
    return size;
  }

  /** The SHA-256 of all bytes in hexadecimal; asked for once, at the end. */
  String sha256() {
    return Digests.hex(sha256);
  }

  /** The CRC32C of the first {@code headSize} bytes in hexadecimal. */
  String headCrc32c() {
    return Digests.hex(headCrc.getValue());
  }

  @Override
  public boolean isOpen() {
    return target.isOpen();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
