package dev.cairn.kernel.zmtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Listens for ZeroMQ's clients. What they do wrong is logged, and costs them their connection. */
public final class ZmtpServer implements AutoCloseable {

  private static final int BUFFER = 64 << 10;

  /** Without room for another connection, the next try comes after so long. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Selector selector;
  private final long largest;
  private final Consumer<String> log;
  private final List<ServerSocketChannel> listening = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  private ZmtpServer(Selector selector, long largest, Consumer<String> log) {
    this.selector = selector;
    this.largest = largest;
    this.log = log;
  }

  /**
   * One that does not listen anywhere yet.
   *
   * @param largest in bytes; larger messages are dropped
   * @param log gets a line for each thing that clients do wrong
   */
  public static ZmtpServer open(long largest, Consumer<String> log) throws IOException {
    return new ZmtpServer(Selector.open(), largest, log);
  }

  /** The first frame of a message, in both directions, is the name of the client. */
  public Endpoint router(SocketAddress address, Endpoint.Receiver receiver) throws IOException {
    return listen(address, new Router(receiver));
  }

  /** Sends to who has subscribed; receives a 1 and what was subscribed to, or a 0 for an end. */
  public Endpoint publisher(SocketAddress address, Endpoint.Receiver receiver) throws IOException {
    return listen(address, new Publisher(receiver));
  }

  /** Sends back what comes. */
  public Endpoint echo(SocketAddress address) throws IOException {
    return listen(address, new Echo());
  }

  private Endpoint listen(SocketAddress address, Role role) throws IOException {
    ServerSocketChannel server = open(address);
    try {
      server.bind(address);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT, role);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    listening.add(server);
    return role;
  }

  /**
   * Takes the place of a Unix domain socket that a killed kernel has left, but of no other file.
   */
  private static ServerSocketChannel open(SocketAddress address) throws IOException {
    if (address instanceof UnixDomainSocketAddress unix) {
      if (Files.isRegularFile(unix.getPath(), LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException("a file is there");
      }
      Files.deleteIfExists(unix.getPath());
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }
    return ServerSocketChannel.open();
  }

  /** Begins to serve; before, clients that come wait. */
  public void start() {
    Thread thread = new Thread(this::serve, "cairn-sockets");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    while (selector.isOpen()) {
      try {
        selector.select(this::ready);
      } catch (ClosedSelectorException end) {
        return;
      } catch (Throwable e) {
        log.accept("the sockets: " + e);
      }
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection client) {
      exchange(key, client);
    } else if (key.attachment() instanceof Role role && key.isValid()) {
      accept((ServerSocketChannel) key.channel(), role);
    }
  }

  private void exchange(SelectionKey key, Connection client) {
    try {
      if (key.isWritable()) {
        client.outbox().goOn();
      }
      if (key.isReadable() && !client.receive(buffer)) {
        client.close();
      }
    } catch (ProtocolException e) {
      log.accept("a client sent " + e.getMessage() + "; its connection was closed");
      client.close();
    } catch (IOException | CancelledKeyException gone) {
      client.close();
    } catch (Throwable e) {
      log.accept("a connection was closed: " + e);
      client.close();
    }
  }

  private void accept(ServerSocketChannel server, Role role) {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        connect(channel, role);
      }
    } catch (IOException e) {
      log.accept("a client could not connect: " + e.getMessage());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void connect(SocketChannel channel, Role role) throws IOException {
    try {
      channel.configureBlocking(false);
      if (channel.getLocalAddress() instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      Connection client = new Connection(channel, key, role, largest, log);
      key.attach(client);
      client.greet();
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Refuses who comes, and returns when the others have got everything, or a second has passed. */
  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    listening.forEach(this::close);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    List<Connection> clients = clients();
    try {
      for (Connection client : clients) {
        client.outbox().await(deadline);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    clients.forEach(Connection::close);
    try {
      selector.close();
    } catch (IOException e) {
      log.accept("the sockets: " + e);
    }
  }

  private List<Connection> clients() {
    List<Connection> clients = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Connection client) {
        clients.add(client);
      }
    }
    return clients;
  }

  private void close(ServerSocketChannel server) {
    try {
      SocketAddress address = server.getLocalAddress();
      server.close();
      if (address instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      log.accept("what was listened at stays: " + e);
    }
  }
}
