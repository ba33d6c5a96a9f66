package dev.cairn.data;

/** What one token stands for. */
public enum VocabularyKind {
  /** One token for each distinct character (Unicode code point) of the text. */
  CHARACTERS,
  /** One token for each of the 256 bytes of UTF-8; any text can be encoded. */
  BYTES
}
