package dev.cairn.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes safetensors files in one canonical form, so that equal tensors give equal files: the form
 * of the reference implementation. Tensors stand by dtype in the order of {@link DType}, then by
 * name in the order of its UTF-8 bytes; the header is compact JSON padded with spaces to a multiple
 * of 8 bytes; its metadata is {@code {"format":"pt"}} and nothing else.
 */
public final class SafetensorsWriter {
  private SafetensorsWriter() {}

  /**
   * Writes a whole file. Tensors are read in the order of the file, once, a few megabytes at a
   * time; they and the file may be larger than 2 GiB.
   *
   * @return the CRC32C of each tensor's bytes (RFC 3720, an unsigned 32-bit number) by its name, in
   *     the order of the file
   * @throws IllegalArgumentException if two tensors have the same name, or a name cannot be written
   *     as UTF-8 or is the reserved {@code __metadata__}, or the header would be over {@link
   *     SafetensorsFile#MAX_HEADER_BYTES}; nothing is written then
   * @throws IOException if a tensor cannot be read or the channel not written
   */
  public static Map<String, Long> write(
      Collection<? extends NamedTensor> tensors, WritableByteChannel out) throws IOException {
    CanonicalLayout layout = CanonicalLayout.of(tensors);
    Map<String, Long> checksums = new LinkedHashMap<>();
    drain(layout.prologue(), out);
    for (NamedTensor tensor : layout.tensors()) {
      checksums.put(tensor.name(), write(tensor, out));
    }
    return Collections.unmodifiableMap(checksums);
  }

  /**
   * The exact number of bytes of the file that {@link #write} makes of these tensors.
   *
   * @throws IllegalArgumentException where {@link #write} throws it
   */
  public static long fileSize(Collection<? extends NamedTensor> tensors) {
    return CanonicalLayout.of(tensors).fileSize();
  }

  private static long write(NamedTensor tensor, WritableByteChannel out) throws IOException {
    CRC32C crc = new CRC32C();
    Pieces.forEach(
        tensor,
        piece -> {
          crc.update(piece.duplicate());
          drain(piece, out);
        });
    return crc.getValue();
  }

  private static void drain(ByteBuffer bytes, WritableByteChannel out) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
