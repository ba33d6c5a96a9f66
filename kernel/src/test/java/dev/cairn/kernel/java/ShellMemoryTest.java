package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ShellMemoryTest {
  private static final Cells CELLS = new Cells();

  @AfterAll
  static void close() {
    CELLS.close();
  }

  @Test
  void whatHasRunOrWasDefinedAnewIsForgottenAndTheRestStays() {
    try (JShell jshell = JShell.builder().executionEngine("local").build()) {
      ShellMemory memory = ShellMemory.of(jshell).orElseThrow();
      for (int i = 0; i < 20; i++) {
        jshell.eval("record Point(int x) { int more() { return x + " + i + "; } }");
        jshell.eval("Point point = new Point(1);");
        jshell.eval("int twice(int n) { return 2 * n; }");
        jshell.eval("if (point == null) { throw new Error(); }");
        jshell.eval("no such thing");
      }
      assertThat(jshell.snippets()).hasSize(100);
      memory.forgetDead();
      assertThat(jshell.snippets().map(Snippet::kind))
          .containsExactlyInAnyOrder(Snippet.Kind.TYPE_DECL, Snippet.Kind.VAR, Snippet.Kind.METHOD);
      assertThat(value(jshell, "twice(point.more())")).isEqualTo("40");
      jshell.eval("int twice(int n) { return 3 * n; }");
      memory.forgetDead();
      assertThat(value(jshell, "twice(point.more())")).isEqualTo("60");
    }
  }

  @Test
  void whatNamesADefinitionFollowsItLongAfterwards() {
    CELLS.completed("int base() { return 1; }\nint more(int n) { return base() + n; }");
    pass(200);
    assertThat(CELLS.value("more(1)")).isEqualTo(2);
    CELLS.completed("int base() { return 10; }");
    pass(200);
    assertThat(CELLS.value("more(1)")).isEqualTo(11);
    assertThat(CELLS.error("int base() { return \"no number\"; }")).contains("incompatible types");
    pass(200);
    CELLS.completed("int base() { return 10; }");
    assertThat(CELLS.value("more(1)")).isEqualTo(11);
  }

  @Test
  void anErrorInAFunctionThatACellLeftLongAgoNamesItsCell() {
    CELLS.completed("List<Runnable> left = new ArrayList<>();");
    CELLS.completed(
        "// The second line\nleft.add(() -> { throw new IllegalStateException(\"late\"); });");
    String beginning = CELLS.error("left.get(0).run();").lines().toList().get(1);
    assertThat(beginning).endsWith("line 2");
    pass(200);
    System.gc();
    assertThat(CELLS.error("left.get(0).run();")).contains(beginning);
  }

  private static void pass(int snippets) {
    for (int i = 0; i < snippets; i += 2) {
      CELLS.completed("int passing = " + i + "; passing + 1");
    }
  }

  private static String value(JShell jshell, String expression) {
    List<SnippetEvent> events = jshell.eval(expression);
    return events.get(0).value();
  }
}
