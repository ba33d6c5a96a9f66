package dev.cairn.kernel.protocol;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came from a client.
 *
 * @param channel where it came, and where its reply goes
 * @param identities the frames before the delimiter, which a reply begins with
 */
record Message(Channel channel, List<byte[]> identities, ObjectNode header, ObjectNode content) {

  /** Never empty. */
  String type() {
    return header.path("msg_type").stringValue();
  }

  String text(String name) {
    return content.path(name).asString("");
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = content.path(name);
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  int number(String name, int otherwise) {
    JsonNode value = content.path(name);
    return value.isInt() ? value.intValue() : otherwise;
  }
}
