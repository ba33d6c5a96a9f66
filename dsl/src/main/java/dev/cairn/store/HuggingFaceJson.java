package dev.cairn.store;

import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as Hugging Face's Python writes it, to the byte: {@code json.dumps(tree, indent=2,
 * sort_keys=True)} and a final newline. NaN and the infinities are bare tokens, which Python reads
 * back.
 */
public final class HuggingFaceJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private HuggingFaceJson() {}

  /**
   * Formats a tree of maps with string keys, iterables, strings, numbers, booleans and nulls.
   *
   * @throws IllegalArgumentException if the tree holds anything else
   */
  public static String format(Object tree) {
    return JsonWriter.indented(tree) + "\n";
  }

  /** Formats a record: its components by name. */
  static String formatRecord(Record value) {
    return format(toTree(value));
  }

  static Map<String, Object> toTree(Record value) {
    return MAPPER.convertValue(value, OBJECT);
  }

  /**
   * Reads one JSON object into maps, lists, strings, longs, doubles, booleans and nulls.
   *
   * @throws IOException if the text is not one whole JSON object, or has a key twice
   */
  public static Map<String, Object> parse(String text) throws IOException {
    try {
      Map<String, Object> object = MAPPER.readValue(text, OBJECT);
      if (object == null) {
        throw new IOException("not a JSON object: null");
      }
      return object;
    } catch (JacksonException malformed) {
      throw new IOException("not a JSON object: " + malformed.getOriginalMessage(), malformed);
    }
  }
}
