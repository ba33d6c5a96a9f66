package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void aTerminalIsRedrawnAndColoured() {
    assertThat(Terminal.of(true, Map.of("TERM", "xterm", "LANG", "en_US.UTF-8", "COLUMNS", "120")))
        .isEqualTo(new Terminal(120, true, true, true));
  }

  @Test
  void aTerminalThatDoesNotSayItsWidthHasEightyColumns() {
    assertThat(Terminal.of(true, Map.of("COLUMNS", "wide")).width()).isEqualTo(80);
  }

  @Test
  void noColorTakesOnlyTheColours() {
    Terminal terminal = Terminal.of(true, Map.of("NO_COLOR", "1"));
    assertThat(terminal.live()).isTrue();
    assertThat(terminal.colour()).isFalse();
  }

  @Test
  void aDumbTerminalIsNotRedrawn() {
    assertThat(Terminal.of(true, Map.of("TERM", "dumb")).live()).isFalse();
  }

  @Test
  void aPipeIsPlainAndCutsNothing() {
    assertThat(Terminal.of(false, Map.of("TERM", "xterm")))
        .isEqualTo(Terminal.plain(Integer.MAX_VALUE));
  }

  @Test
  void aPipeHasTheWidthThatColumnsGivesIt() {
    assertThat(Terminal.of(false, Map.of("COLUMNS", "72")).width()).isEqualTo(72);
  }

  @Test
  void theStrongestVariableOfTheLocaleDecides() {
    assertThat(Terminal.of(true, Map.of("LC_ALL", "C", "LANG", "C.UTF-8")).unicode()).isFalse();
  }
}
