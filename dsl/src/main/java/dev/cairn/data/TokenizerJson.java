package dev.cairn.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokenizer.json of Hugging Face's tokenizers. Both vocabularies are byte-pair encodings
 * without a merge, so that every symbol stays a token of its own.
 */
final class TokenizerJson {

  private static final JsonMapper JSON = new JsonMapper();
  // The same line ends on every system, so that equal vocabularies are equal files.
  private static final DefaultPrettyPrinter PRINTER =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
  private static final int ABSENT = -1;

  private TokenizerJson() {}

  /** The file of a character vocabulary, the code points in the order of their ids. */
  static String ofCharacters(int[] codePoints) {
    ObjectNode file = withoutVocabulary();
    file.putNull("pre_tokenizer");
    file.putNull("post_processor");
    file.putObject("decoder").put("type", "Fuse");
    return withModel(file, codePoints);
  }

  /** The file of the byte vocabulary. */
  static String ofBytes() {
    ObjectNode file = withoutVocabulary();
    putByteLevel(file, "pre_tokenizer");
    file.putNull("post_processor");
    putByteLevel(file, "decoder");
    return withModel(file, byteSymbols());
  }

  /** The tokenizer_config.json that makes transformers take the tokenizer.json as it is. */
  static String config() {
    return printed(
        JSON.createObjectNode()
            .put("clean_up_tokenization_spaces", false)
            .put("tokenizer_class", "PreTrainedTokenizerFast"));
  }

  /** The vocabulary of a file that one of the other methods made. */
  static Tokenizer read(String json) {
    try {
      JsonNode file = JSON.readTree(json);
      int[] symbols = symbols(file.path("model").path("vocab"));
      Tokenizer tokenizer =
          Arrays.equals(symbols, byteSymbols())
                  && file.path("decoder").path("type").asString("").equals("ByteLevel")
              ? new ByteTokenizer()
              : new CharacterTokenizer(symbols);
      if (JSON.readTree(tokenizer.toJson()).equals(file)) {
        return tokenizer;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "tokenizer.json is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException(
        "tokenizer.json holds neither a character nor a byte vocabulary of Cairn's: only those can be read");
  }

  private static ObjectNode withoutVocabulary() {
    ObjectNode file = JSON.createObjectNode().put("version", "1.0");
    file.putNull("truncation");
    file.putNull("padding");
    file.putArray("added_tokens");
    file.putNull("normalizer");
    return file;
  }

  private static void putByteLevel(ObjectNode file, String role) {
    file.putObject(role)
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static String withModel(ObjectNode file, int[] symbols) {
    ObjectNode model = file.putObject("model").put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < symbols.length; id++) {
      vocabulary.put(Character.toString(symbols[id]), id);
    }
    model.putArray("merges");
    return printed(file);
  }

  private static String printed(ObjectNode file) {
    return JSON.writer().with(PRINTER).writeValueAsString(file) + "\n";
  }

  /** The symbol of each id; those that no token names are left absent and match no file. */
  private static int[] symbols(JsonNode vocabulary) {
    int[] symbols = new int[vocabulary.size()];
    vocabulary.forEachEntry(
        (token, id) -> {
          int index = id.asInt(ABSENT);
          if (index >= 0 && index < symbols.length && !token.isEmpty()) {
            symbols[index] = token.codePointAt(0);
          }
        });
    return symbols;
  }

  /**
   * The symbol of each byte in the alphabet of GPT-2's bytes_to_unicode: a printable byte stands
   * for itself, the others take the code points from 256 on.
   */
  private static int[] byteSymbols() {
    int[] symbols = IntStream.range(0, 256).toArray();
    int next = symbols.length;
    for (int value = 0; value < symbols.length; value++) {
      if (!isPrintable(value)) {
        symbols[value] = next++;
      }
    }
    return symbols;
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD && value <= 0xFF);
  }
}
