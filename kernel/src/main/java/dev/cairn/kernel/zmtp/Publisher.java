package dev.cairn.kernel.zmtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Sends every message to all clients that have subscribed to what its first frame begins with. What
 * it receives are their words on that: a 1, or a 0 to end it, and the beginning.
 */
final class Publisher implements Role {

  private final Receiver receiver;
  private final Map<Connection, List<byte[]>> subscriptions = new ConcurrentHashMap<>();

  Publisher(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public String socketType() {
    return "XPUB";
  }

  @Override
  public void joined(Connection client, byte[] name) {
    subscriptions.put(client, new CopyOnWriteArrayList<>());
  }

  @Override
  public void left(Connection client) {
    subscriptions.remove(client);
  }

  @Override
  public void received(Connection client, List<byte[]> frames) {
    byte[] word = frames.get(0);
    List<byte[]> beginnings = subscriptions.get(client);
    if (beginnings == null || word.length == 0) {
      return;
    }
    byte[] beginning = Arrays.copyOfRange(word, 1, word.length);
    if (word[0] == 1) {
      beginnings.add(beginning);
    } else {
      beginnings.stream()
          .filter(one -> Arrays.equals(one, beginning))
          .findFirst()
          .ifPresent(beginnings::remove);
    }
    receiver.received(frames);
  }

  @Override
  public void send(List<byte[]> frames) {
    ByteBuffer message = Frame.message(frames);
    subscriptions.forEach(
        (client, beginnings) -> {
          if (beginnings.stream().anyMatch(one -> begins(frames.get(0), one))) {
            client.send(message.duplicate());
          }
        });
  }

  private static boolean begins(byte[] text, byte[] beginning) {
    return text.length >= beginning.length
        && Arrays.equals(text, 0, beginning.length, beginning, 0, beginning.length);
  }
}
