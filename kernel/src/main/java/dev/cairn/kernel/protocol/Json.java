package dev.cairn.kernel.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as messages hold it. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** The object in the text; empty if the text is anything else. */
  static Optional<ObjectNode> parse(byte[] text) {
    try {
      return MAPPER.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException malformed) {
      return Optional.empty();
    }
  }

  /** The object in the text; empty if the text is anything else. */
  static Optional<ObjectNode> parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** By way of a string: half a surrogate pair becomes a question mark there, not an error. */
  static byte[] bytes(Object tree) {
    return text(tree).getBytes(StandardCharsets.UTF_8);
  }

  static String text(Object tree) {
    return MAPPER.writeValueAsString(tree);
  }
}
