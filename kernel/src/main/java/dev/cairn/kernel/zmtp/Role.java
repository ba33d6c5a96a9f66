package dev.cairn.kernel.zmtp;

import java.util.List;

/** What an endpoint does with its clients. */
sealed interface Role extends Endpoint permits Router, Publisher, Echo {

  /** The name that ZeroMQ has for a socket that does this. */
  String socketType();

  /**
   * A client can be sent to.
   *
   * @param name as it calls itself; empty if it does not
   */
  void joined(Connection client, byte[] name);

  /** A client, which may never have joined, is gone. */
  void left(Connection client);

  /** A message of a client that has joined. */
  void received(Connection client, List<byte[]> frames);
}
