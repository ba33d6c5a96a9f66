package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenStripTest {

  private static final TokenStrip STRIP =
      TokenStrip.of(
          List.of(
              new TokenStrip.Token(12, "pub"),
              new TokenStrip.Token(3, "lic "),
              new TokenStrip.Token(4, "{\n")));

  @Test
  void boundariesAndBlanksCanBeSeen() {
    assertThat(STRIP.text(new Terminal(80, false, false, true)))
        .isEqualTo("pub│lic·│{⏎\n3 tokens\n");
    assertThat(STRIP.text(Terminal.plain(80))).isEqualTo("pub|lic_|{\\n\n3 tokens\n");
  }

  @Test
  void restingOnATokenShowsItsId() {
    assertThat(STRIP.html()).contains("title=\"id 12\"", "title=\"id 3\"");
  }

  @Test
  void ofManyTokensTheFirstAreShown() {
    TokenStrip many = TokenStrip.of(Collections.nCopies(5000, new TokenStrip.Token(1, "a")));
    assertThat(many.html()).contains("5,000 tokens, the first 2,000 shown");
  }
}
