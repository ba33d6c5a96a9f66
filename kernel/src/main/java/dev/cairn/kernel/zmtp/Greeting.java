package dev.cairn.kernel.zmtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The 64 bytes that each side begins with: a signature, the version, the kind of security. */
final class Greeting {

  private static final int SIZE = 64;
  private static final int END_OF_SIGNATURE = 9;
  private static final int MAJOR = 10;
  private static final int MECHANISM = 12;
  private static final byte[] NONE = Arrays.copyOf("NULL".getBytes(US_ASCII), 20);

  private final ByteBuffer received = ByteBuffer.allocate(SIZE);

  /** Ours; a client of a newer minor version speaks this one then. */
  static ByteBuffer own() {
    return ByteBuffer.allocate(SIZE)
        .put(0, (byte) 0xff)
        .put(END_OF_SIGNATURE, (byte) 0x7f)
        .put(MAJOR, (byte) 3)
        .put(MECHANISM, NONE);
  }

  /** Takes bytes, up to the greeting's end; whether that has come. */
  boolean read(ByteBuffer bytes) throws ProtocolException {
    while (received.hasRemaining() && bytes.hasRemaining()) {
      received.put(bytes.get());
    }
    check(0, 0xff);
    check(END_OF_SIGNATURE, 0x7f);
    if (received.position() > MAJOR && received.get(MAJOR) < 3) {
      throw new ProtocolException("an old version of ZeroMQ; ZeroMQ 4 and newer can connect");
    }
    if (received.hasRemaining()) {
      return false;
    }
    if (!Arrays.equals(
        NONE, 0, NONE.length, received.array(), MECHANISM, MECHANISM + NONE.length)) {
      throw new ProtocolException("a security mechanism, where there is none");
    }
    return true;
  }

  private void check(int place, int value) throws ProtocolException {
    if (received.position() > place && Byte.toUnsignedInt(received.get(place)) != value) {
      throw new ProtocolException("what is no greeting of ZeroMQ");
    }
  }
}
