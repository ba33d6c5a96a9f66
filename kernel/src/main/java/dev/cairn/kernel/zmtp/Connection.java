package dev.cairn.kernel.zmtp;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A client, from its greeting to its end. Everything but {@link Outbox} is the server's thread's.
 */
final class Connection {

  private static final int MOST_FRAMES = 1_000;
  private static final byte[] NAMELESS = {};

  private final SocketChannel channel;
  private final Role role;
  private final Consumer<String> log;
  private final long largest;
  private final Outbox outbox;
  private final Greeting greeting = new Greeting();
  private final FrameReader reader;
  private List<byte[]> message = new ArrayList<>();
  private long messageBytes;
  private int messageFrames;
  private boolean greeted;
  private boolean joined;
  private byte[] name = NAMELESS;

  /**
   * @param key the channel's, which an {@link Outbox} uses too
   * @param largest the bytes of a message
   */
  Connection(
      SocketChannel channel, SelectionKey key, Role role, long largest, Consumer<String> log) {
    this.channel = channel;
    this.role = role;
    this.log = log;
    this.largest = largest;
    this.outbox = new Outbox(channel, key);
    this.reader = new FrameReader(largest);
  }

  /** The first word. */
  void greet() {
    outbox.send(Greeting.own());
  }

  /** Sends a message, from any thread. */
  void send(ByteBuffer message) {
    outbox.send(message);
  }

  Outbox outbox() {
    return outbox;
  }

  /** What the role calls this client. */
  byte[] name() {
    return name;
  }

  void name(byte[] given) {
    name = given;
  }

  /** Takes what has come; whether the client is still there. */
  boolean receive(ByteBuffer buffer) throws IOException {
    if (channel.read(buffer.clear()) < 0) {
      return false;
    }
    buffer.flip();
    if (!greeted && greeting.read(buffer)) {
      greeted = true;
      outbox.send(Command.ready(role.socketType(), NAMELESS));
    }
    while (greeted) {
      Frame frame = reader.next(buffer);
      if (frame == null) {
        break;
      }
      received(frame);
    }
    return true;
  }

  private void received(Frame frame) throws ProtocolException {
    if (frame.isCommand()) {
      received(Command.parse(frame.body()));
    } else if (joined) {
      collect(frame);
    } else {
      throw new ProtocolException("a message before it said READY");
    }
  }

  private void received(Command command) throws ProtocolException {
    switch (command.name()) {
      case Command.READY -> join(command.identity());
      case "PING" -> outbox.send(command.pong());
      // Clients of version 3.1 say so to servers of that version only; there may be others.
      case "SUBSCRIBE" -> deliver(List.of(word(1, command.argument())));
      case "CANCEL" -> deliver(List.of(word(0, command.argument())));
      default -> {
        // Nothing that a server without security has to answer.
      }
    }
  }

  private void join(byte[] called) throws ProtocolException {
    if (joined) {
      throw new ProtocolException("READY twice");
    }
    joined = true;
    role.joined(this, called);
  }

  private static byte[] word(int first, byte[] rest) {
    return ByteBuffer.allocate(1 + rest.length).put((byte) first).put(rest).array();
  }

  private void collect(Frame frame) {
    messageBytes += frame.body().length;
    messageFrames++;
    if (isTooLarge()) {
      message.clear();
    } else {
      message.add(frame.body());
    }
    if (frame.isLast()) {
      List<byte[]> whole = message;
      boolean dropped = isTooLarge();
      message = new ArrayList<>();
      messageBytes = 0;
      messageFrames = 0;
      if (dropped) {
        log.accept("a message of more than %d bytes or many parts was dropped".formatted(largest));
      } else {
        deliver(whole);
      }
    }
  }

  /** An error of the receiver concerns one message, not the connection. */
  private void deliver(List<byte[]> whole) {
    try {
      role.received(this, whole);
    } catch (RuntimeException | Error e) {
      log.accept("a message was lost: " + e);
    }
  }

  private boolean isTooLarge() {
    return messageBytes > largest || messageFrames > MOST_FRAMES;
  }

  /** From any thread. */
  void close() {
    outbox.close();
    role.left(this);
  }
}
