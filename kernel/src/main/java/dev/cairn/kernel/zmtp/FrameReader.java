package dev.cairn.kernel.zmtp;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts frames together from bytes, however they come. */
final class FrameReader {

  private static final int ALL_FLAGS = Frame.MORE | Frame.LONG | Frame.COMMAND;

  /** Memory is taken as the bytes come, not as they are announced. */
  private static final int FIRST_BYTES = 64 << 10;

  private final long largest;
  private final ByteBuffer header = ByteBuffer.allocate(1 + Long.BYTES);
  private int size = -1;
  private int filled;
  private byte[] body = new byte[0];

  /**
   * @param largest a larger frame is an error
   */
  FrameReader(long largest) {
    this.largest = largest;
  }

  /** The next frame, or null if more bytes have to come. */
  @Nullable Frame next(ByteBuffer bytes) throws ProtocolException {
    if (size < 0 && !readHeader(bytes)) {
      return null;
    }
    while (filled < size && bytes.hasRemaining()) {
      fill(bytes);
    }
    if (filled < size) {
      return null;
    }
    Frame frame = new Frame(header.get(0), body);
    header.clear();
    size = -1;
    return frame;
  }

  private void fill(ByteBuffer bytes) {
    if (filled == body.length) {
      body = Arrays.copyOf(body, (int) Math.min(size, 2L * body.length));
    }
    int count = Math.min(bytes.remaining(), body.length - filled);
    bytes.get(body, filled, count);
    filled += count;
  }

  private boolean readHeader(ByteBuffer bytes) throws ProtocolException {
    while (bytes.hasRemaining()) {
      header.put(bytes.get());
      int flags = header.get(0);
      if ((flags & ~ALL_FLAGS) != 0) {
        throw new ProtocolException("a frame with the flags " + flags);
      }
      boolean isLong = (flags & Frame.LONG) != 0;
      if (header.position() == 1 + (isLong ? Long.BYTES : 1)) {
        begin(isLong ? header.getLong(1) : Byte.toUnsignedInt(header.get(1)));
        return true;
      }
    }
    return false;
  }

  private void begin(long announced) throws ProtocolException {
    if (announced < 0 || announced > largest) {
      throw new ProtocolException("a frame of %d bytes".formatted(announced));
    }
    size = (int) announced;
    filled = 0;
    body = new byte[Math.min(size, FIRST_BYTES)];
  }
}
