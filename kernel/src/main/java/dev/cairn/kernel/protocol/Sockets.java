package dev.cairn.kernel.protocol;

import dev.cairn.kernel.zmtp.Endpoint;
import dev.cairn.kernel.zmtp.ZmtpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The five sockets, by TCP or, for the transport {@code ipc}, as Unix domain sockets. */
final class Sockets implements AutoCloseable {

  /** Larger messages are dropped. */
  static final int LARGEST_MESSAGE = 32 << 20;

  private static final String ANY_ADDRESS = "*";

  private final ZmtpServer server;
  private final Map<Channel, Endpoint> endpoints = new EnumMap<>(Channel.class);
  private @Nullable Receiver receiver;

  /** Gets what comes, on the sockets' own thread: it must not wait. */
  interface Receiver {

    void received(Channel channel, List<byte[]> frames);
  }

  private Sockets(ZmtpServer server) {
    this.server = server;
  }

  /** Binds all sockets; nothing is received before {@link #start}. */
  static Sockets bind(ConnectionFile connection) throws ConnectionException {
    Sockets sockets = new Sockets(open());
    for (Channel channel : Channel.values()) {
      try {
        sockets.bind(channel, address(connection, channel));
      } catch (IOException | UnresolvedAddressException | UnsupportedOperationException e) {
        sockets.server.close();
        throw failure(connection, channel, e);
      }
    }
    return sockets;
  }

  private static ZmtpServer open() throws ConnectionException {
    try {
      return ZmtpServer.open(LARGEST_MESSAGE, KernelLog::say);
    } catch (IOException e) {
      throw new ConnectionException("cannot open sockets (%s)".formatted(e.getMessage()), e);
    }
  }

  private void bind(Channel channel, SocketAddress address) throws IOException {
    Endpoint.Receiver toReceiver =
        frames -> Objects.requireNonNull(receiver).received(channel, frames);
    endpoints.put(
        channel,
        switch (channel) {
          case SHELL, CONTROL, INPUT -> server.router(address, toReceiver);
          case PUBLISH -> server.publisher(address, toReceiver);
          case HEARTBEAT -> server.echo(address);
        });
  }

  /** Where a socket is. */
  static SocketAddress address(ConnectionFile connection, Channel channel) {
    int port = connection.port(channel);
    if (isIpc(connection)) {
      return UnixDomainSocketAddress.of(connection.address() + "-" + port);
    }
    return connection.address().equals(ANY_ADDRESS)
        ? new InetSocketAddress(port)
        : new InetSocketAddress(connection.address(), port);
  }

  private static boolean isIpc(ConnectionFile connection) {
    return connection.transport().equals("ipc");
  }

  private static ConnectionException failure(
      ConnectionFile connection, Channel channel, Exception e) {
    int port = connection.port(channel);
    String message =
        isIpc(connection)
            ? "cannot listen at %s-%d (%s); let Jupyter use tcp"
                .formatted(connection.address(), port, e.getMessage())
            : "cannot listen at tcp://%s:%d (%s); close what listens there, or start the kernel anew"
                .formatted(connection.address(), port, e.getMessage());
    return new ConnectionException(message, e);
  }

  void start(Receiver receives) {
    receiver = receives;
    server.start();
  }

  /**
   * Sends, in the order of a thread's calls; an interrupt of the thread stays, and stops nothing.
   */
  void send(Channel channel, List<byte[]> frames) {
    Objects.requireNonNull(endpoints.get(channel)).send(frames);
  }

  /** Returns when everything is sent, or a second has passed. */
  @Override
  public void close() {
    server.close();
  }
}
