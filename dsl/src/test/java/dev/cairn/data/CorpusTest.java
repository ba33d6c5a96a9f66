package dev.cairn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  @TempDir Path folder;

  @Test
  void theEndOfTheTextIsHeldOut() throws IOException {
    Corpus corpus = Corpus.load(settings("abcdefghij", 0.3, 2, VocabularyKind.CHARACTERS));

    assertThat(decoded(corpus, corpus.training())).isEqualTo("abcdefg");
    assertThat(decoded(corpus, corpus.heldOut())).isEqualTo("hij");
  }

  @Test
  void nothingNeedBeHeldOut() throws IOException {
    Corpus corpus = Corpus.load(settings("abc", 0, 2, VocabularyKind.CHARACTERS));

    assertThat(corpus.training().length()).isEqualTo(3);
    assertThat(corpus.heldOut().length()).isZero();
  }

  @Test
  void theVocabularyCoversThePartThatIsHeldOut() throws IOException {
    Corpus corpus = Corpus.load(settings("aaaaabc", 0.3, 1, VocabularyKind.CHARACTERS));

    assertThat(corpus.tokenizer().vocabularySize()).isEqualTo(3);
  }

  @Test
  void theFingerprintIsTheHashOfTheTextInUtf8() throws IOException {
    Corpus corpus = Corpus.load(settings("abc", 0, 1, VocabularyKind.BYTES));

    assertThat(corpus.fingerprint())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void aTextShorterThanTheContextSaysHowMuchIsNeeded() throws IOException {
    DataSettings tooShort = settings("abcdefghij", 0, 64, VocabularyKind.CHARACTERS);

    assertThatThrownBy(() -> Corpus.load(tooShort))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the text has 10 characters, 10 of them to train on, and a context of 64 needs at least 65: give more text or a smaller context");
  }

  @Test
  void aHeldOutPartShorterThanTheContextSaysHowMuchIsNeeded() throws IOException {
    DataSettings tooShort = settings("éabcdefghij", 0.2, 4, VocabularyKind.BYTES);

    assertThatThrownBy(() -> Corpus.load(tooShort))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the text has 12 bytes, 2 of them held out, and a context of 4 needs at least 5: give more text or a smaller context, or holdOut(0) to evaluate nothing");
  }

  @Test
  void aContextThatJustFitsIsTaken() throws IOException {
    Corpus corpus = Corpus.load(settings("abcdefghij", 0.5, 4, VocabularyKind.CHARACTERS));

    assertThat(corpus.training().windows(4)).isEqualTo(1);
  }

  @Test
  @Timeout(10)
  void theJavaSourcesAreMegabytesOfTheSameTextEachTime() throws IOException {
    Corpus first = Corpus.load(DataSettings.defaults());
    Corpus second = Corpus.load(DataSettings.defaults());

    assertThat(first.training().length() + first.heldOut().length()).isGreaterThan(2_000_000);
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
  }

  @Test
  void theJavaSourcesAreJava() throws IOException {
    assertThat(new TextSource.JavaSources().read())
        .contains("public class StringUtils {")
        .doesNotContain("\0");
  }

  @Test
  void severalMegabytesAreEncodedWithinASecondOrTwo() {
    String text = "public static final 日本 🙂 int\n".repeat(300_000);
    Tokenizer tokenizer = Tokenizer.of(VocabularyKind.CHARACTERS, text);

    assertThat(Duration.ofSeconds(2)).isGreaterThan(time(() -> tokenizer.encode(text)));
  }

  private static Duration time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String decoded(Corpus corpus, TokenSequence tokens) {
    long[] inputs = tokens.batch(new long[] {0}, tokens.length() - 1).inputs();
    long[] labels = tokens.batch(new long[] {0}, tokens.length() - 1).labels();
    int[] all = new int[tokens.length()];
    all[0] = (int) inputs[0];
    for (int i = 0; i < labels.length; i++) {
      all[i + 1] = (int) labels[i];
    }
    return corpus.tokenizer().decode(all);
  }

  private DataSettings settings(String text, double holdOut, int context, VocabularyKind kind)
      throws IOException {
    Path file = Files.writeString(folder.resolve("text.txt"), text);
    return new DataSettings(new TextSource.Files(List.of(file)), holdOut, 1, context, kind);
  }
}
