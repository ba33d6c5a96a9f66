package dev.cairn.kernel.protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries bytes between the clients of a Unix domain socket and a port of this machine. */
final class UnixRelay implements AutoCloseable {

  private static final int BUFFER = 64 << 10;

  private final Path path;
  private final int port;
  private final ServerSocketChannel server;
  private final Phaser answering = new Phaser(1);

  private UnixRelay(Path path, int port, ServerSocketChannel server) {
    this.path = path;
    this.port = port;
    this.server = server;
  }

  /** Takes the place of a socket that a killed kernel has left, but not of any other file. */
  static UnixRelay open(Path path, int port) throws IOException {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException("a file is there");
    }
    Files.deleteIfExists(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    UnixRelay relay = new UnixRelay(path, port, server);
    DaemonThread.start("cairn-relay", relay::accept);
    return relay;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        connect(server.accept());
      } catch (IOException e) {
        if (server.isOpen()) {
          KernelLog.say("a client of " + path, e);
        }
      } catch (Throwable e) {
        KernelLog.say("a client of " + path, e);
      }
    }
  }

  private void connect(SocketChannel client) throws IOException {
    try {
      SocketChannel socket =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      DaemonThread.start("cairn-relay-in", () -> carry(client, socket));
      answering.register();
      DaemonThread.start(
          "cairn-relay-out",
          () -> {
            try {
              carry(socket, client);
            } finally {
              answering.arriveAndDeregister();
            }
          });
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** Until either side ends; then both do. */
  private static void carry(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException gone) {
      // Clients come and go; ZeroMQ's socket sees the end.
    }
  }

  /** Serves nobody new; who is connected stays so. */
  void refuse() {
    try (server) {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      KernelLog.say(path + " stays", e);
    }
  }

  /** Returns when clients have got what the port's side sent before it closed, or in a second. */
  @Override
  public void close() {
    refuse();
    try {
      answering.awaitAdvanceInterruptibly(answering.arrive(), 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException clientsDoNotRead) {
      KernelLog.say("a client of " + path + " did not read to the end");
    }
  }
}
