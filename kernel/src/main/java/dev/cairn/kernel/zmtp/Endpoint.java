package dev.cairn.kernel.zmtp;

import java.util.List;

/** One of the places that a {@link ZmtpServer} listens at. */
public sealed interface Endpoint permits Role {

  /** Gets what clients send, on the server's own thread: it must not wait. */
  interface Receiver {

    /**
     * A message.
     *
     * @param frames as they came
     */
    void received(List<byte[]> frames);
  }

  /**
   * Sends a message, from any thread, to the clients that it is for; without any, to nobody. Never
   * waits: a client that reads too slowly misses messages.
   */
  void send(List<byte[]> frames);
}
