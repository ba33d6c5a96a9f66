package dev.cairn.kernel.protocol;

import java.util.ArrayList;
import java.util.List;
import org.zeromq.ZMQ;

/** The frames of one message. */
final class Frames {

  private static final int MOST = 1_000;

  private Frames() {}

  /** All frames; none if together they are larger than {@code largest}, or far too many. */
  static List<byte[]> receive(ZMQ.Socket socket, int largest) {
    List<byte[]> frames = new ArrayList<>();
    long bytes = 0;
    int count = 0;
    do {
      byte[] frame = socket.recv();
      bytes += frame.length;
      count++;
      if (bytes <= largest && count <= MOST) {
        frames.add(frame);
      } else {
        frames.clear();
      }
    } while (socket.hasReceiveMore());
    return bytes <= largest && count <= MOST ? frames : List.of();
  }
}
