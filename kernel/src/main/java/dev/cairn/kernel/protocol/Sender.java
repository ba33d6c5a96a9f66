package dev.cairn.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the kernel says to its clients, from any thread, in the order of the calls. */
final class Sender {

  private final MessageCodec codec;
  private final Sockets sockets;

  Sender(MessageCodec codec, Sockets sockets) {
    this.codec = codec;
    this.sockets = sockets;
  }

  /**
   * Answers who asked.
   *
   * @param content with {@code status}, which some clients look for in the metadata too
   */
  void reply(Message request, String type, Map<String, ?> content) {
    Object status = content.get("status");
    Map<String, Object> metadata = status == null ? Map.of() : Map.of("status", status);
    sockets.send(
        request.channel(),
        codec.encode(request.identities(), type, Optional.of(request.header()), metadata, content));
  }

  /** Tells everybody what comes of a request; says how many bytes that took. */
  long publish(Message request, String type, Map<String, ?> content) {
    List<byte[]> frames =
        codec.encode(
            List.of(type.getBytes(UTF_8)), type, Optional.of(request.header()), Map.of(), content);
    sockets.send(Channel.PUBLISH, frames);
    return frames.stream().mapToLong(frame -> frame.length).sum();
  }

  /** Tells who has just begun to listen that nothing is missed from here on. */
  void welcome(byte[] subscription) {
    sockets.send(
        Channel.PUBLISH,
        codec.encode(
            List.of(subscription),
            "iopub_welcome",
            Optional.empty(),
            Map.of(),
            Map.of("subscription", new String(subscription, UTF_8))));
  }

  /** Asks the client that sent a request for a line. */
  void ask(Message request, Map<String, ?> content) {
    sockets.send(
        Channel.INPUT,
        codec.encode(
            request.identities(),
            "input_request",
            Optional.of(request.header()),
            Map.of(),
            content));
  }
}
