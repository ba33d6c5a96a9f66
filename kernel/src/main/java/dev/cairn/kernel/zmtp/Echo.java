package dev.cairn.kernel.zmtp;

import java.util.List;

/** Sends back what comes. */
final class Echo implements Role {

  @Override
  public String socketType() {
    return "REP";
  }

  @Override
  public void joined(Connection client, byte[] name) {}

  @Override
  public void left(Connection client) {}

  @Override
  public void received(Connection client, List<byte[]> frames) {
    client.send(Frame.message(frames));
  }

  @Override
  public void send(List<byte[]> frames) {
    throw new UnsupportedOperationException("an echo has nothing to say");
  }
}
