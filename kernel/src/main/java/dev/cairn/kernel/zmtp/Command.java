package dev.cairn.kernel.zmtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A command: a name, and what is said with it.
 *
 * @param name READY, PING, SUBSCRIBE
 */
record Command(String name, ByteBuffer data) {

  static final String READY = "READY";
  private static final String SOCKET_TYPE = "Socket-Type";
  private static final String IDENTITY = "Identity";

  static Command parse(byte[] body) throws ProtocolException {
    ByteBuffer data = ByteBuffer.wrap(body);
    try {
      return new Command(new String(shortText(data), US_ASCII), data);
    } catch (BufferUnderflowException torn) {
      throw new ProtocolException("a torn command");
    }
  }

  /** The name that a READY command gives its sender; empty if it gives none. */
  byte[] identity() throws ProtocolException {
    ByteBuffer rest = data.duplicate();
    try {
      while (rest.hasRemaining()) {
        String property = new String(shortText(rest), US_ASCII);
        byte[] value = bytes(rest, rest.getInt());
        if (property.equalsIgnoreCase(IDENTITY)) {
          return value;
        }
      }
    } catch (BufferUnderflowException torn) {
      throw new ProtocolException("a torn READY");
    }
    return new byte[0];
  }

  /**
   * What a socket of this type says first.
   *
   * @param identity the name that it gives itself; empty for none
   */
  static ByteBuffer ready(String socketType, byte[] identity) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    write(body, READY);
    write(body, SOCKET_TYPE, socketType.getBytes(US_ASCII));
    if (identity.length > 0) {
      write(body, IDENTITY, identity);
    }
    return Frame.command(body.toByteArray());
  }

  private static void write(ByteArrayOutputStream body, String property, byte[] value) {
    write(body, property);
    body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    body.writeBytes(value);
  }

  /** The answer to a PING: after two bytes, a context that comes back. */
  ByteBuffer pong() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    write(body, "PONG");
    ByteBuffer context = data.duplicate();
    context.position(Math.min(context.position() + Short.BYTES, context.limit()));
    body.writeBytes(rest(context));
    return Frame.command(body.toByteArray());
  }

  /** All that is said after the name. */
  byte[] argument() {
    return rest(data.duplicate());
  }

  private static void write(ByteArrayOutputStream body, String name) {
    body.write(name.length());
    body.writeBytes(name.getBytes(US_ASCII));
  }

  private static byte[] shortText(ByteBuffer data) {
    return bytes(data, Byte.toUnsignedInt(data.get()));
  }

  private static byte[] bytes(ByteBuffer data, int length) {
    if (length < 0 || length > data.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    data.get(bytes);
    return bytes;
  }

  private static byte[] rest(ByteBuffer data) {
    return bytes(data, data.remaining());
  }
}
