package dev.cairn.data;

/** A vocabulary: text to token ids and back. Encoding and decoding text gives the same text. */
public sealed interface Tokenizer permits CharacterTokenizer, ByteTokenizer {

  /** The number of tokens; ids go from 0 to below it. */
  int vocabularySize();

  /**
   * The ids of the tokens of {@code text}.
   *
   * @throws IllegalArgumentException if the text has a character that the vocabulary lacks; the
   *     message names the first
   */
  int[] encode(String text);

  /**
   * The text of {@code ids}. Bytes that are not UTF-8 become the replacement character.
   *
   * @throws IndexOutOfBoundsException if an id is not in the vocabulary
   */
  String decode(int[] ids);

  /**
   * The {@code tokenizer.json} that Hugging Face's tokenizers opens; equal for equal vocabularies.
   */
  String toJson();

  /**
   * The {@code tokenizer_config.json} that belongs beside it, the same for every vocabulary.
   * Without it transformers takes what lies beside a GPT-2 for GPT-2's own vocabulary and adds a
   * token.
   */
  static String configJson() {
    return TokenizerJson.config();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Tokenizer fromJson(String json) {
    return TokenizerJson.read(json);
  }

  /** The vocabulary of the given kind that {@code text} needs. */
  static Tokenizer of(VocabularyKind kind, String text) {
    return switch (kind) {
      case CHARACTERS -> CharacterTokenizer.of(text);
      case BYTES -> new ByteTokenizer();
    };
  }
}
