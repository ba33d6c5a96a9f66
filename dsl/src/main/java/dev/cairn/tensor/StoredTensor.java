package dev.cairn.tensor;

import dev.cairn.tensor.SafetensorsException.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A tensor that lies in a file, read from there each time. */
record StoredTensor(Path file, FileChannel channel, long begin, Entry entry)
    implements NamedTensor {
  /** The JDK reads into a heap buffer by way of a direct one as large, which it then keeps. */
  private static final int MOST_AT_ONCE = 1 << 20;

  @Override
  public String name() {
    return entry.name();
  }

  @Override
  public DType dtype() {
    return entry.dtype();
  }

  @Override
  public Shape shape() {
    return entry.shape();
  }

  @Override
  public Optional<ByteBuffer> view() throws IOException {
    return byteSize() > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(
            channel
                .map(FileChannel.MapMode.READ_ONLY, begin, byteSize())
                .order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    requireWithin(offset, target);
    int limit = target.limit();
    long start = begin + offset - target.position();
    try {
      while (target.position() < limit) {
        target.limit(Math.min(limit - target.position(), MOST_AT_ONCE) + target.position());
        readSome(start + target.position(), target);
      }
    } finally {
      target.limit(limit);
    }
  }

  private void readSome(long position, ByteBuffer target) throws IOException {
    try {
      if (channel.read(target, position) < 0) {
        throw SafetensorsException.in(
            file,
            name(),
            Fault.TRUNCATED_DATA,
            "was cut short at byte " + position + " of the file");
      }
    } catch (ClosedChannelException e) {
      throw new IOException(
          file + ": tensor " + JsonText.shortened(name()) + " is read after the file was closed",
          e);
    }
  }
}
