package dev.cairn.kernel.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages as frames: identities, {@code <IDS|MSG>}, signature, header, parent's header, metadata,
 * content, and buffers, which nothing here reads.
 */
final class MessageCodec {

  static final String VERSION = "5.4";

  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(US_ASCII);

  /** A header is repeated in every message that answers, so it must be small. */
  private static final int LARGEST_HEADER = 64 << 10;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Signature signature;
  private final InstantSource clock;
  private final String session = UUID.randomUUID().toString();

  MessageCodec(Signature signature, InstantSource clock) {
    this.signature = signature;
    this.clock = clock;
  }

  Message decode(Channel channel, List<byte[]> frames) throws BadMessageException {
    int delimiter = 0;
    while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
      delimiter++;
    }
    int header = delimiter + 2;
    if (frames.size() < header + 4) {
      throw new BadMessageException("has %d frames and misses some".formatted(frames.size()));
    }
    List<byte[]> parts = frames.subList(header, header + 4);
    if (!signature.matches(frames.get(delimiter + 1), parts)) {
      throw new BadMessageException("has a signature that is not by the connection file's key");
    }
    if (parts.get(0).length > LARGEST_HEADER) {
      throw new BadMessageException("has a header of %d bytes".formatted(parts.get(0).length));
    }
    return new Message(
        channel,
        List.copyOf(frames.subList(0, delimiter)),
        header(object("header", parts.get(0))),
        object("content", parts.get(3)));
  }

  private static ObjectNode header(ObjectNode header) throws BadMessageException {
    JsonNode type = header.path("msg_type");
    if (!type.isString() || type.stringValue().isEmpty()) {
      throw new BadMessageException("has no msg_type");
    }
    return header;
  }

  private static ObjectNode object(String part, byte[] text) throws BadMessageException {
    return Json.parse(text)
        .orElseThrow(() -> new BadMessageException("has a " + part + " that is no JSON object"));
  }

  /** The frames of a message that answers another one, or nothing but a subscription. */
  List<byte[]> encode(
      List<byte[]> identities,
      String type,
      Optional<ObjectNode> parent,
      Map<String, ?> metadata,
      Map<String, ?> content) {
    List<byte[]> parts =
        List.of(
            Json.bytes(header(type)),
            Json.bytes(parent.orElseGet(Json::object)),
            Json.bytes(metadata),
            Json.bytes(content));
    List<byte[]> frames = new ArrayList<>(identities);
    frames.add(DELIMITER);
    frames.add(signature.sign(parts));
    frames.addAll(parts);
    return frames;
  }

  private Map<String, String> header(String type) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("msg_id", UUID.randomUUID().toString());
    header.put("session", session);
    header.put("username", "kernel");
    header.put("date", DATE.format(clock.instant()));
    header.put("msg_type", type);
    header.put("version", VERSION);
    return header;
  }
}
