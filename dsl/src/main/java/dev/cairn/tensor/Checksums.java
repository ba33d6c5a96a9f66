package dev.cairn.tensor;

import java.io.IOException;
import java.util.zip.CRC32C;

/** Checksums of tensors. */
public final class Checksums {
  private Checksums() {}

  /** The CRC32C (RFC 3720) of a tensor's bytes, as an unsigned 32-bit number. */
  public static long crc32c(NamedTensor tensor) throws IOException {
    CRC32C crc = new CRC32C();
    Pieces.forEach(tensor, crc::update);
    return crc.getValue();
  }
}
