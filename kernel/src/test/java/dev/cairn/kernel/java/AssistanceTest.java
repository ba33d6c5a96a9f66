package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.Completeness;
import dev.cairn.kernel.cell.Completions;
import dev.cairn.kernel.cell.Completions.Completion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AssistanceTest {
  private static final Cells CELLS = new Cells();

  @BeforeAll
  static void define() {
    CELLS.completed(
        """
        class Point {
          int abscissa() { return 1; }
          int ordinate() { return 2; }
        }
        Point point = new Point();
        """);
    CELLS.engine.warmUp();
  }

  @AfterAll
  static void close() {
    CELLS.close();
  }

  @Test
  void completionsComeWithTheirKindAndType() {
    String source = "int first = 1;\npoint.absc";
    Completions found = CELLS.engine.complete(source, source.length());
    assertThat(source.substring(found.from(), found.to())).isEqualTo("absc");
    assertThat(found.matches())
        .containsExactly(new Completion("abscissa()", "function", "int Point.abscissa()"));
  }

  @Test
  void whatCompletesInTheMiddleIsPutThere() {
    Completions found = CELLS.engine.complete("poi + 1", 3);
    assertThat(found.from()).isZero();
    assertThat(found.to()).isEqualTo(3);
    assertThat(found.matches()).contains(new Completion("point", "instance", "point:Point"));
  }

  @Test
  void aNameIsInspectedFromItsMiddle() {
    assertThat(CELLS.engine.inspect("Math.max(1, 2)", 6).orElseThrow().signature())
        .contains("int Math.max(int a, int b)");
    assertThat(CELLS.engine.inspect("point", 2).orElseThrow().signature()).isEqualTo("point:Point");
    assertThat(CELLS.engine.inspect("no_such_name", 4)).isEmpty();
  }

  @Test
  void aConsoleIsToldWhetherToWait() {
    assertThat(CELLS.engine.completeness("1 + 1")).isEqualTo(new Completeness.Complete());
    assertThat(CELLS.engine.completeness("int a = 1; for (;;) {"))
        .isEqualTo(new Completeness.Incomplete("  "));
    assertThat(CELLS.engine.completeness("String s = \"x")).isEqualTo(new Completeness.Invalid());
    assertThat(CELLS.engine.completeness("")).isEqualTo(new Completeness.Complete());
  }

  @Test
  void documentationIsPlainText() {
    assertThat(
            JavadocText.plain(
                "Returns the {@code int} of a {@link java.util.List#size() list}.<p>More <b>a</b> &lt; b"))
        .isEqualTo("Returns the int of a list.\n\nMore a < b");
  }
}
