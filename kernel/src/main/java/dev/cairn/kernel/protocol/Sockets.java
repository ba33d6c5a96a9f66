package dev.cairn.kernel.protocol;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The five sockets. One thread alone touches them; it only receives, routes and sends, so it never
 * waits for a cell. What other threads send comes to it by a queue and a second thread: a thread
 * that user code may interrupt must not touch ZeroMQ, which takes the interrupt for its own.
 */
final class Sockets implements AutoCloseable {

  /** Messages larger than this close the connection that they come by. */
  static final int LARGEST_MESSAGE = 32 << 20;

  /** So many may wait to be sent before whoever sends more has to wait. */
  private static final int WAITING = 1_000;

  /** So many may wait for a client that does not read; then it misses some. */
  private static final int UNREAD = 10_000;

  private static final String WAY_IN = "inproc://outgoing";

  private final ZContext context = new ZContext();
  private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
  private final BlockingQueue<Parcel> outgoing = new LinkedBlockingQueue<>(WAITING);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ZMQ.Socket wayOut;
  private final ZMQ.Socket wayIn;

  /** Something to send; without frames, the last. */
  private record Parcel(Channel channel, List<byte[]> frames) {}

  /** Gets what comes, on the sockets' own thread: it must not wait. */
  interface Receiver {

    void received(Channel channel, List<byte[]> frames);
  }

  private Sockets() {
    context.setLinger(1_000);
    context.setUncaughtExceptionHandler(Sockets::deadly);
    context.setNotificationExceptionHandler((thread, e) -> KernelLog.say(thread.getName(), e));
    wayOut = context.createSocket(SocketType.PULL);
    wayOut.setRcvHWM(1);
    wayOut.bind(WAY_IN);
    wayIn = context.createSocket(SocketType.PUSH);
    wayIn.setSndHWM(1);
    wayIn.connect(WAY_IN);
  }

  /**
   * Binds all sockets; nothing is received before {@link #start}.
   *
   * @param addresses where each is bound
   */
  static Sockets bind(Function<Channel, String> addresses) throws ConnectionException {
    Sockets sockets = new Sockets();
    for (Channel channel : Channel.values()) {
      String address = addresses.apply(channel);
      try {
        sockets.open(channel).bind(address);
      } catch (ZMQException taken) {
        sockets.context.close();
        throw new ConnectionException(
            "cannot listen at %s (%s); close what listens there, or start the kernel anew"
                .formatted(address, taken.getMessage()),
            taken);
      }
    }
    return sockets;
  }

  private ZMQ.Socket open(Channel channel) {
    boolean publishes = channel == Channel.PUBLISH;
    ZMQ.Socket socket = context.createSocket(publishes ? SocketType.XPUB : SocketType.ROUTER);
    socket.setMaxMsgSize(LARGEST_MESSAGE);
    socket.setSndHWM(UNREAD);
    if (publishes) {
      socket.setXpubVerbose(true);
    } else {
      // A client that comes back under its old name is served, not taken for an impostor.
      socket.setRouterHandover(true);
    }
    sockets.put(channel, socket);
    return socket;
  }

  /** The port that a socket bound to any free one has got. */
  int port(Channel channel) {
    String endpoint = socket(channel).getLastEndpoint();
    return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }

  void start(Receiver receiver) {
    DaemonThread.start("cairn-sockets", () -> serve(receiver));
    DaemonThread.start("cairn-sending", this::forward);
  }

  /** Sends, in the order of the calls; an interrupt of the thread stays, and stops nothing. */
  void send(Channel channel, List<byte[]> frames) {
    boolean interrupted = false;
    while (true) {
      try {
        outgoing.put(new Parcel(channel, frames));
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when everything is sent, or a second has passed. */
  @Override
  public void close() {
    send(Channel.PUBLISH, List.of());
    try {
      closed.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    context.close();
  }

  private void forward() {
    while (true) {
      try {
        Parcel parcel = outgoing.take();
        wayIn.sendMore(parcel.channel().name());
        sendAll(wayIn, parcel.frames().isEmpty() ? List.of(new byte[0]) : parcel.frames());
        if (parcel.frames().isEmpty()) {
          return;
        }
      } catch (Throwable e) {
        KernelLog.say("a message was not sent", e);
      }
    }
  }

  private void serve(Receiver receiver) {
    try (ZMQ.Poller poller = context.createPoller(Channel.values().length + 1)) {
      Map<Channel, Integer> places = new EnumMap<>(Channel.class);
      sockets.forEach((channel, socket) -> places.put(channel, register(poller, socket)));
      int placeOfOutgoing = register(poller, wayOut);
      boolean open = true;
      while (open) {
        try {
          poller.poll();
          places.forEach((channel, place) -> receive(poller, place, channel, receiver));
          open = !poller.pollin(placeOfOutgoing) || sendOn();
        } catch (ZMQException e) {
          KernelLog.say("a message was lost", e);
          open = e.getErrorCode() != ZMQ.Error.ETERM.getCode();
        } catch (Throwable e) {
          KernelLog.say("a message was lost", e);
        }
      }
      sockets.values().forEach(ZMQ.Socket::close);
    }
    closed.countDown();
  }

  private static int register(ZMQ.Poller poller, ZMQ.Socket socket) {
    return poller.register(socket, ZMQ.Poller.POLLIN);
  }

  /** One message of each socket that has any, so that none waits for another. */
  private void receive(ZMQ.Poller poller, int place, Channel channel, Receiver receiver) {
    if (poller.pollin(place)) {
      receive(channel, receiver);
    }
  }

  private void receive(Channel channel, Receiver receiver) {
    List<byte[]> frames = Frames.receive(socket(channel), LARGEST_MESSAGE);
    if (channel == Channel.HEARTBEAT) {
      sendAll(socket(channel), frames);
    } else if (frames.isEmpty()) {
      KernelLog.say("a message of more than " + LARGEST_MESSAGE + " bytes was dropped");
    } else {
      receiver.received(channel, frames);
    }
  }

  private boolean sendOn() {
    Channel channel = Channel.valueOf(wayOut.recvStr());
    List<byte[]> frames = Frames.receive(wayOut, Integer.MAX_VALUE);
    if (frames.size() == 1) {
      return false;
    }
    sendAll(socket(channel), frames);
    return true;
  }

  private ZMQ.Socket socket(Channel channel) {
    ZMQ.Socket socket = sockets.get(channel);
    if (socket == null) {
      throw new IllegalStateException("no socket for " + channel);
    }
    return socket;
  }

  private static void sendAll(ZMQ.Socket socket, List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  /** Without ZeroMQ's own thread the kernel is mute; ended, the server starts it anew. */
  private static void deadly(Thread thread, Throwable e) {
    KernelLog.say(thread.getName() + " died, so the kernel ends", e);
    Runtime.getRuntime().halt(1);
  }
}
