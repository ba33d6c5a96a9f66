package dev.cairn.kernel.zmtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers whom it is told to: the first frame of a message, in both directions, names a client. */
final class Router implements Role {

  private final Receiver receiver;
  private final Map<ByteBuffer, Connection> clients = new ConcurrentHashMap<>();
  private int nameless;

  Router(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public String socketType() {
    return "ROUTER";
  }

  /** A client that comes back under its old name is served, not taken for an impostor. */
  @Override
  public void joined(Connection client, byte[] name) {
    // Names that begin with a zero are the router's to give.
    boolean given = name.length == 0 || name[0] == 0;
    ByteBuffer key =
        given
            ? ByteBuffer.allocate(1 + Integer.BYTES).putInt(1, ++nameless)
            : ByteBuffer.wrap(name);
    client.name(key.array());
    Connection before = clients.put(key, client);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public void left(Connection client) {
    clients.remove(ByteBuffer.wrap(client.name()), client);
  }

  @Override
  public void received(Connection client, List<byte[]> frames) {
    List<byte[]> named = new ArrayList<>(frames.size() + 1);
    named.add(client.name());
    named.addAll(frames);
    receiver.received(named);
  }

  @Override
  public void send(List<byte[]> frames) {
    Connection client = clients.get(ByteBuffer.wrap(frames.get(0)));
    if (client != null) {
      client.send(Frame.message(frames.subList(1, frames.size())));
    }
  }
}
