package dev.cairn.kernel.protocol;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The user's lines as a stream. It asks when there is nothing left to read, and has no end; where
 * nobody can be asked, {@link NoInputException} says so.
 */
final class CellInputStream extends InputStream {

  private ByteBuffer line = ByteBuffer.allocate(0);

  @Override
  public synchronized int read() {
    ask();
    return line.get() & 0xff;
  }

  @Override
  public synchronized int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    ask();
    int count = Math.min(length, line.remaining());
    line.get(bytes, offset, count);
    return count;
  }

  @Override
  public synchronized int available() {
    return line.remaining();
  }

  private void ask() {
    if (!line.hasRemaining()) {
      Outputs outputs = CellStreams.current();
      if (outputs == null) {
        throw new NoInputException();
      }
      line = StandardCharsets.UTF_8.encode(outputs.input("", false) + "\n");
    }
  }
}
