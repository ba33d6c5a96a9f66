package dev.cairn.store;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/** Takes two checksums of what is written to it: SHA-256 of everything, CRC32C of the head. */
final class HashingChannel implements WritableByteChannel {
  private final MessageDigest sha256 = Digests.sha256();
  private final CRC32C headCrc = new CRC32C();
  private final long headSize;
  private long size;

  HashingChannel(long headSize) {
    this.headSize = headSize;
  }

  @Override
  public int write(ByteBuffer source) {
    int count = source.remaining();
    int ofHead = (int) Math.min(count, Math.max(0, headSize - size));
    headCrc.update(source.slice(source.position(), ofHead));
    sha256.update(source);
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
    return true;
  }

  @Override
  public void close() {}
}
