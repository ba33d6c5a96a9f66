package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

  @Test
  void charactersAreNumberedInTheOrderOfTheirCodePoints() {
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.CHARACTERS, "b🙂a\nba");

    assertThat(tokenizer.vocabularySize()).isEqualTo(4);
    assertThat(tokenizer.encode("\nab🙂")).containsExactly(0, 1, 2, 3);
  }

  @Test
  void bytesAreNumberedByTheirValue() {
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.BYTES, "");

    assertThat(tokenizer.vocabularySize()).isEqualTo(256);
    assertThat(tokenizer.encode("aé")).containsExactly(0x61, 0xC3, 0xA9);
  }

  @Property
  void decodingGivesBackTheText(@ForAll VocabularyKind kind, @ForAll("texts") String text) {
    Tokenizer tokenizer = Tokenizer.of(kind, text);

    assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
  }

  @Property
  void aTokenizerReadFromItsFileIsTheSame(
      @ForAll VocabularyKind kind, @ForAll("texts") String text) {
    Tokenizer written = Tokenizer.of(kind, text);

    Tokenizer read = Tokenizer.fromJson(written.toJson());

    assertThat(read.encode(text)).isEqualTo(written.encode(text));
    assertThat(read.toJson()).isEqualTo(written.toJson());
  }

  @Test
  void aCharacterThatTheVocabularyLacksIsNamed() {
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.CHARACTERS, "abc");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("ab🙂"))
        .withMessage(
            "the character '🙂' (U+1F642) is not among the 3 that the vocabulary took from the training text: leave it out, or train with a vocabulary of bytes");
  }

  @Test
  void aControlCharacterThatTheVocabularyLacksIsNamedByItsNumber() {
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.CHARACTERS, "abc");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("ab\n"))
        .withMessageStartingWith("the character U+000A is not among the 3");
  }

  @ParameterizedTest
  @EnumSource
  void aTokenBeyondTheVocabularyIsRefused(VocabularyKind kind) {
    Tokenizer tokenizer = Tokenizer.of(kind, "abc");

    assertThatThrownBy(() -> tokenizer.decode(new int[] {256}))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("256");
  }

  @Test
  void halfASurrogatePairIsNotTurnedIntoSomethingElse() {
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.BYTES, "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenizer.encode("a\uD83D"))
        .withMessageContaining("half of a surrogate pair");
  }

  @Test
  void bytesThatAreCutWithinACharacterBecomeTheReplacementCharacter() {
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.BYTES, "");

    assertThat(tokenizer.decode(new int[] {0x61, 0xC3})).isEqualTo("a\uFFFD");
  }

  @Test
  void transformersIsToldToTakeTheFileAsItIs() {
    assertThat(Tokenizer.configJson())
        .isEqualTo(
            """
            {
              "clean_up_tokenization_spaces" : false,
              "tokenizer_class" : "PreTrainedTokenizerFast"
            }
            """);
  }

  @Test
  void aFileThatIsNotJsonIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizer.fromJson("{\"model\":"))
        .withMessageStartingWith("tokenizer.json is not JSON: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"model\":{\"vocab\":{\"\":0}}}",
        "{\"model\":{\"vocab\":{\"a\":5}}}",
        "{\"model\":{\"vocab\":{\"a\":\"x\"}}}",
        "{\"model\":{\"vocab\":{\"a\":0,\"b\":0}}}",
      })
  void aFileOfAnotherTokenizerIsRefused(String json) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizer.fromJson(json))
        .withMessageStartingWith("tokenizer.json holds neither");
  }

  @Test
  void aFileWithAMergeIsRefused() {
    String json = Tokenizer.of(VocabularyKind.BYTES, "").toJson();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Tokenizer.fromJson(
                    json.replaceFirst("\"merges\".*]", "\"merges\":[[\"a\",\"b\"]]")))
        .withMessageStartingWith("tokenizer.json holds neither");
  }

  @Provide
  Arbitrary<String> texts() {
    return Texts.any();
  }
}
