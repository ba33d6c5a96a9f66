package dev.cairn.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** One token for each byte of UTF-8; the ids are the byte values. */
final class ByteTokenizer implements Tokenizer {

  private static final int BYTES = 256;

  @Override
  public int vocabularySize() {
    return BYTES;
  }

  @Override
  public int[] encode(String text) {
    ByteBuffer bytes = utf8(text);
    int[] tokens = new int[bytes.remaining()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Byte.toUnsignedInt(bytes.get());
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    byte[] bytes = new byte[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      bytes[i] = (byte) Objects.checkIndex(tokens[i], BYTES);
    }
    return LossyUtf8.decode(bytes);
  }

  @Override
  public String toJson() {
    return TokenizerJson.ofBytes();
  }

  /** Strict, for String.getBytes would write '?' for half a surrogate pair. */
  private static ByteBuffer utf8(String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the text has half of a surrogate pair, which UTF-8 cannot write: correct the text", e);
    }
  }
}
