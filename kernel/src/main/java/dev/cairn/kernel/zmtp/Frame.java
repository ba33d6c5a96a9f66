package dev.cairn.kernel.zmtp;

import java.nio.ByteBuffer;
import java.util.List;

/** What goes over the wire after the greeting: a command, or a part of a message. */
final class Frame {

  /** More frames of the same message follow. */
  static final int MORE = 1;

  /** The size has eight bytes, not one. */
  static final int LONG = 2;

  static final int COMMAND = 4;

  private static final int LONGEST_SHORT = 255;
  private static final int LARGEST_HEADER = 1 + Long.BYTES;

  private final int flags;
  private final byte[] body;

  Frame(int flags, byte[] body) {
    this.flags = flags;
    this.body = body;
  }

  byte[] body() {
    return body;
  }

  boolean isCommand() {
    return (flags & COMMAND) != 0;
  }

  boolean isLast() {
    return (flags & MORE) == 0;
  }

  /** A message, ready to be written. */
  static ByteBuffer message(List<byte[]> frames) {
    int size = 0;
    for (byte[] frame : frames) {
      size = Math.addExact(size, LARGEST_HEADER + frame.length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int i = 0; i < frames.size(); i++) {
      put(bytes, i < frames.size() - 1 ? MORE : 0, frames.get(i));
    }
    return bytes.flip();
  }

  static ByteBuffer command(byte[] body) {
    ByteBuffer bytes = ByteBuffer.allocate(LARGEST_HEADER + body.length);
    put(bytes, COMMAND, body);
    return bytes.flip();
  }

  private static void put(ByteBuffer bytes, int flags, byte[] body) {
    if (body.length > LONGEST_SHORT) {
      bytes.put((byte) (flags | LONG)).putLong(body.length);
    } else {
      bytes.put((byte) flags).put((byte) body.length);
    }
    bytes.put(body);
  }
}
