package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What tokenizer.json means to Hugging Face's own library. */
class HuggingFaceTest {

  static {
    // Its jar holds the library for processors; where DJL sees a GPU it would download another.
    System.setProperty("RUST_FLAVOR", "cpu");
  }

  @Property(tries = 200)
  void itEncodesLikeOurs(@ForAll VocabularyKind kind, @ForAll("texts") String text)
      throws IOException {
    Tokenizer ours = Tokenizer.of(kind, text);

    try (HuggingFaceTokenizer theirs = open(ours)) {
      assertThat(theirs.encode(text).getIds()).isEqualTo(longs(ours.encode(text)));
    }
  }

  @Property(tries = 200)
  void itDecodesLikeOurs(@ForAll VocabularyKind kind, @ForAll("texts") String text)
      throws IOException {
    Tokenizer ours = Tokenizer.of(kind, text);

    try (HuggingFaceTokenizer theirs = open(ours)) {
      assertThat(theirs.decode(longs(ours.encode(text)))).isEqualTo(text);
    }
  }

  @Property(tries = 200)
  void itDecodesBytesThatAreNotUtf8LikeOurs(@ForAll @Size(max = 30) byte[] bytes)
      throws IOException {
    Tokenizer ours = Tokenizer.of(VocabularyKind.BYTES, "");
    int[] ids = IntStream.range(0, bytes.length).map(i -> Byte.toUnsignedInt(bytes[i])).toArray();

    try (HuggingFaceTokenizer theirs = open(ours)) {
      assertThat(theirs.decode(longs(ids))).isEqualTo(ours.decode(ids));
    }
  }

  @Property(tries = 2000)
  void itDecodesBytesOfBrokenCharactersLikeOurs(@ForAll("leadsAndTails") byte[] bytes)
      throws IOException {
    itDecodesBytesThatAreNotUtf8LikeOurs(bytes);
  }

  /** Where decoders differ: surrogates, overlong forms, characters cut short or out of range. */
  @Provide
  Arbitrary<byte[]> leadsAndTails() {
    return Arbitraries.of(
            0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xE1, 0xED, 0xF0, 0xF1,
            0xF4, 0xF5, 0xFF)
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> texts() {
    return Texts.any();
  }

  private static HuggingFaceTokenizer open(Tokenizer tokenizer) throws IOException {
    InputStream file =
        new ByteArrayInputStream(tokenizer.toJson().getBytes(StandardCharsets.UTF_8));
    return HuggingFaceTokenizer.newInstance(
        file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
  }

  private static long[] longs(int[] ids) {
    return Arrays.stream(ids).asLongStream().toArray();
  }
}
