package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.OwnNames;
import java.util.List;
import java.util.Random;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void definitionsComeOutAsWhereNothingIsForgotten(long seed) {
    compare(seed, 60);
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(longs = {4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
  void manyDefinitionsComeOutAsWhereNothingIsForgotten(long seed) {
    compare(seed, 300);
  }

  private static void compare(long seed, int snippets) {
    Random random = new Random(seed);
    try (JShell forgetful = JShell.builder().executionEngine("local").build();
        JShell other = JShell.builder().executionEngine("local").build()) {
      ShellMemory memory = ShellMemory.of(forgetful).orElseThrow();
      for (int i = 0; i < snippets; i++) {
        String snippet = snippet(random, i);
        memory.forgetDead();
        assertThat(told(forgetful.eval(snippet))).as(snippet).isEqualTo(told(other.eval(snippet)));
      }
    }
  }

  /**
   * One that defines, defines anew, uses or fails to, in a world of few names. None uses itself by
   * way of others: what JShell then makes of them is not the same each time.
   */
  private static String snippet(Random random, int number) {
    int level = random.nextInt(3);
    String below =
        level == 0 ? "String.valueOf(" + number + ").length()" : "f" + (level - 1) + "(n)";
    String type = "Type" + level;
    String method = "f" + level;
    String variable = "v" + level;
    return switch (random.nextInt(11)) {
      case 0 -> "class " + type + " { int n = 2; int get() { return " + below + "; } }";
      case 1 -> "record " + type + "(int n) { int get() { return n; } }";
      case 2 -> "interface " + type + " { default int get() { return " + number + "; } }";
      case 3 -> "int " + method + "(int n) { return n + " + below + "; }";
      case 4 -> "int " + method + "(int n) { return n + " + number + "; }";
      case 5 -> "int " + method + "(int n) { return \"" + number + "\"; }";
      case 6 -> "var " + variable + " = new " + type + "();";
      case 7 -> type + " " + variable + " = null;";
      case 8 -> "int " + variable + " = " + method + "(8);";
      case 9 -> variable + ".get()";
      default ->
          "if (" + method + "(1) > 5) { throw new IllegalStateException(\"" + number + "\"); }";
    };
  }

  /** What JShell says of a snippet; only the classes that it wraps snippets in may be others. */
  private static List<String> told(List<SnippetEvent> events) {
    return events.stream()
        .map(
            event ->
                String.join(
                    " ",
                    event.snippet().source(),
                    event.previousStatus().name(),
                    event.status().name(),
                    // The place of an object is another in each session.
                    String.valueOf(event.value()).replaceAll("@[0-9a-f]+", ""),
                    event.exception() == null ? "" : event.exception().getClass().getName()))
        .map(OwnNames::in)
        .toList();
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
