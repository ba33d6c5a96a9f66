package dev.cairn.tensor;

import java.io.IOException;
import java.util.zip.CRC32C;

/** Checksums of tensors. */
public final class Checksums {
  /** A piece that is still in the processor's cache when it is read again for the checksum. */
  private static final int CACHED_BYTES = 128 << 10;

  private Checksums() {}

  /** The CRC32C (RFC 3720) of a tensor's bytes, as an unsigned 32-bit number. */
  public static long crc32c(NamedTensor tensor) throws IOException {
    CRC32C crc = new CRC32C();
    Pieces.forEach(tensor, CACHED_BYTES, crc::update);
    return crc.getValue();
  }
}
