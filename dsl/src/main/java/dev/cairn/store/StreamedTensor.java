package dev.cairn.store;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A tensor that is checked as it is read, once, from its first byte to its last. */
final class StreamedTensor implements NamedTensor {
  private final NamedTensor source;
  private final Path checkpoint;
  private final String file;
  private final String expected;
  private final CRC32C sum = new CRC32C();
  private long next;

  StreamedTensor(NamedTensor source, Path checkpoint, String file, String expected) {
    this.source = source;
    this.checkpoint = checkpoint;
    this.file = file;
    this.expected = expected;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public DType dtype() {
    return source.dtype();
  }

  @Override
  public Shape shape() {
    return source.shape();
  }

  /**
   * Reads the next bytes.
   *
   * @throws IllegalStateException if {@code offset} is not where the last read ended
   * @throws DamagedCheckpointException with the last byte, if they do not match the CRC32C
   */
  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    if (offset != next) {
      throw new IllegalStateException(
          "tensor %s is read from byte %d on, not %d: it is read once, in order"
              .formatted(name(), offset, next));
    }
    ByteBuffer read = target.duplicate();
    source.read(offset, target);
    next += read.remaining();
    sum.update(read);
    if (next == byteSize()) {
      check();
    }
  }

  private void check() throws DamagedCheckpointException {
    String found = Digests.hex(sum.getValue());
    if (!found.equals(expected)) {
      throw new DamagedCheckpointException(
          checkpoint,
          "%s: tensor %s does not match its CRC32C (%s, saved as %s)"
              .formatted(file, name(), found, expected));
    }
  }
}
