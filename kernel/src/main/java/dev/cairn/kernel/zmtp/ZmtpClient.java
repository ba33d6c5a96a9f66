package dev.cairn.kernel.zmtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A client of one server, which waits for whatever it does: for a kernel that tries itself out. */
public final class ZmtpClient implements AutoCloseable {

  private static final int LARGEST = 64 << 20;
  private static final int BUFFER = 64 << 10;

  private final SocketChannel channel;
  private final FrameReader reader = new FrameReader(LARGEST);
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

  private ZmtpClient(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects, and returns when the server can be talked to.
   *
   * @param socketType ZeroMQ's name for what it does: DEALER, SUB, REQ
   * @param identity the name that it gives itself; empty for none
   */
  public static ZmtpClient connect(SocketAddress address, String socketType, byte[] identity)
      throws IOException {
    ZmtpClient client = new ZmtpClient(SocketChannel.open(address));
    try {
      client.write(Greeting.own());
      client.write(Command.ready(socketType, identity));
      Greeting greeting = new Greeting();
      while (!greeting.read(client.buffer)) {
        client.fill();
      }
      client.frame();
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
    return client;
  }

  /** Sends a message. */
  public void send(List<byte[]> frames) throws IOException {
    write(Frame.message(frames));
  }

  /** Waits for a message. */
  public List<byte[]> receive() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    Frame frame;
    do {
      frame = frame();
      frames.add(frame.body());
    } while (!frame.isLast());
    return frames;
  }

  private Frame frame() throws IOException {
    Frame frame = reader.next(buffer);
    while (frame == null) {
      fill();
      frame = reader.next(buffer);
    }
    return frame;
  }

  private void fill() throws IOException {
    int count = channel.read(buffer.clear());
    buffer.flip();
    if (count < 0) {
      throw new EOFException("the server has closed the connection");
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
