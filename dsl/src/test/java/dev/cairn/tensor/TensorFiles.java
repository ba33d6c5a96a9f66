package dev.cairn.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Files and tensors that the tests of this package are made of. */
final class TensorFiles {
  private TensorFiles() {}

  /** A tensor of these bytes. */
  static MemoryTensor tensor(String name, DType dtype, Shape shape, int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int value : bytes) {
      buffer.put((byte) value);
    }
    return MemoryTensor.of(name, dtype, shape, buffer.flip());
  }

  /** The file that the writer makes. */
  static byte[] write(Collection<? extends NamedTensor> tensors) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      SafetensorsWriter.write(tensors, Channels.newChannel(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] write(NamedTensor... tensors) {
    return write(List.of(tensors));
  }

  /** A file with this header, well-formed or not, and so many bytes of data. */
  static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  static byte[] file(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(Long.BYTES + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  /** All of a tensor's bytes. */
  static byte[] bytes(NamedTensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.byteSize()));
    try {
      tensor.read(0, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.array();
  }
}
