package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Table RUNS =
      new Table(
          List.of(
              Table.Column.text("run", 0),
              Table.Column.number("step", 0),
              Table.Column.text("state", 2),
              Table.Column.number("size", 1)),
          List.of(
              Table.Row.of("sft/lr-3e-4", "600", "finished", "28.3 MB"),
              Table.Row.of("dpo", "40", "running", "9.4 MB")));

  @Test
  void textStandsLeftAndNumbersRight() {
    assertThat(RUNS.render(Terminal.plain(80)))
        .isEqualTo(
            """
            run          step  state        size
            sft/lr-3e-4   600  finished  28.3 MB
            dpo            40  running    9.4 MB
            """);
  }

  @Test
  void theColumnOfTheHighestRankGoesFirst() {
    assertThat(RUNS.render(Terminal.plain(30)))
        .isEqualTo(
            """
            run          step     size
            sft/lr-3e-4   600  28.3 MB
            dpo            40   9.4 MB
            """);
  }

  @Test
  void textIsShortenedWhereNoColumnMayGo() {
    assertThat(RUNS.render(Terminal.plain(15)))
        .isEqualTo(
            """
            run        step
            sft/lr...   600
            dpo          40
            """);
  }

  @Test
  void aTerminalWithUnicodeSavesTwoColumnsOfDots() {
    Terminal unicode = new Terminal(15, true, false, true);
    assertThat(RUNS.render(unicode)).contains("sft/lr-3…   600\n");
  }

  @Test
  void numbersAreNeverCut() {
    assertThat(RUNS.render(Terminal.plain(3))).contains(" 600\n");
  }

  @Test
  void aColumnWithoutContentIsLeftOut() {
    Table table =
        new Table(
            List.of(Table.Column.text("a", 0), Table.Column.text("b", 0)),
            List.of(Table.Row.of("x", ""), Table.Row.of("y", " ")));
    assertThat(table.render(Terminal.plain(80))).isEqualTo("a\nx\ny\n");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(
            () -> new Table(List.of(Table.Column.text("a", 0)), List.of(Table.Row.of("x", "y"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[x, y]");
  }
}
