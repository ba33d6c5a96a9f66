package dev.cairn.kernel.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The transport {@code ipc}. The ZeroMQ library has none, but what goes over the wire is the same:
 * its sockets listen at the loopback address, and each is relayed to a Unix domain socket.
 */
final class Relays implements AutoCloseable {

  private final List<UnixRelay> relays = new ArrayList<>();

  private Relays() {}

  /** What to bind a ZeroMQ socket to. */
  static String address(ConnectionFile connection, Channel channel) {
    return isIpc(connection)
        ? "tcp://127.0.0.1:*"
        : "tcp://%s:%d".formatted(connection.address(), connection.port(channel));
  }

  /** No relay for {@code tcp}, else one for each socket. */
  static Relays open(ConnectionFile connection, Sockets sockets) throws ConnectionException {
    Relays relays = new Relays();
    if (isIpc(connection)) {
      for (Channel channel : Channel.values()) {
        Path path = Path.of(connection.address() + "-" + connection.port(channel));
        try {
          relays.relays.add(UnixRelay.open(path, sockets.port(channel)));
        } catch (IOException | UnsupportedOperationException e) {
          relays.close();
          throw new ConnectionException(
              "cannot listen at %s (%s); let Jupyter use tcp".formatted(path, e.getMessage()), e);
        }
      }
    }
    return relays;
  }

  private static boolean isIpc(ConnectionFile connection) {
    return connection.transport().equals("ipc");
  }

  /** To be called before the sockets are closed, so that nobody finds them closed. */
  void refuse() {
    relays.forEach(UnixRelay::refuse);
  }

  /** To be called after the sockets are closed, so that clients get the last words. */
  @Override
  public void close() {
    relays.forEach(UnixRelay::close);
  }
}
