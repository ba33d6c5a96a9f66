package dev.cairn.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JshScriptsTest {

  @TempDir private Path temporary;

  @Test
  void snippetsRunInOrderInThisProcess() throws Throwable {
    String key = getClass().getName();
    run("""
            // a comment first
            String join(List<String> words) {
              return String.join("-", words);
            }

            var words = List.of("a", "b"); words = List.of("c", "d")
            System.setProperty("%s", join(words) + MINUTES.toSeconds(1));
            /* and a comment
               last */
            """
            .formatted(key))
        .call();
    assertThat(System.getProperty(key)).isEqualTo("c-d60");
  }

  @Test
  void theDslIsThere() {
    assertThatCode(
            run(
                "var spec = new RunSpec().checkpoints(c -> c.bestBy(\"x\", LOWER).keepTrash(days(7)));\n"))
        .doesNotThrowAnyException();
  }

  @Test
  void checkpointsAreComparedByTheVerbsAlone() {
    assertThatThrownBy(run("compare(\"no-such-run\");\n"))
        .hasMessageContaining("there is no run or checkpoint no-such-run");
    assertThatThrownBy(run("experiment(\"sweep\", e -> e.seeds(1));\n"))
        .hasMessageContaining("write train(600)");
    assertThatThrownBy(run("merge(\"soup\", m -> {});\n"))
        .hasMessageContaining("a merge needs a recipe");
    assertThatThrownBy(run("evaluate(List.of(), e -> {});\n"))
        .hasMessageContaining("no checkpoints to compare");
  }

  @Test
  void whatASnippetThrowsIsThrownAsItselfWithTheScriptsLine() {
    assertThatThrownBy(
            run(
                """
                int a = 1;

                void fail() throws java.io.IOException {
                  throw new java.io.IOException("no text");
                }

                fail();
                """))
        .isInstanceOf(IOException.class)
        .hasMessage("no text")
        .satisfies(
            thrown ->
                assertThat(thrown.getStackTrace())
                    .filteredOn(frame -> "script.jsh".equals(frame.getFileName()))
                    .extracting(StackTraceElement::getLineNumber)
                    .containsExactly(4));
  }

  @Test
  void anErrorIsThrownAsItself() {
    assertThatThrownBy(run("throw new StackOverflowError();\n"))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void nothingAfterASnippetThatThrowsIsRun() {
    String key = getClass().getName() + ".after";
    assertThatThrownBy(
            run("throw new RuntimeException();\nSystem.setProperty(\"" + key + "\", \"\");\n"))
        .isInstanceOf(RuntimeException.class);
    assertThat(System.getProperty(key)).isNull();
  }

  @Test
  void allErrorsOfASnippetAreShown() {
    assertThatThrownBy(run("\nFoo x = new Foo();\n"))
        .isInstanceOf(ScriptException.class)
        .hasMessage(
            """
            %1$s:2:1: cannot find symbol, symbol: class Foo
              Foo x = new Foo();
              ^
            %1$s:2:13: cannot find symbol, symbol: class Foo
              Foo x = new Foo();
                          ^"""
                .formatted(temporary.resolve("script.jsh")));
  }

  @Test
  void aMethodThatUsesWhatNeverComesIsAnErrorWhereItIsCalled() {
    assertThatThrownBy(run("int f() { return later; }\nf();\n"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("script.jsh:2:1: ")
        .hasMessageContaining("later");
  }

  @Test
  void aScriptThatEndsWithinABlockSaysWhereItBegins() {
    assertThatThrownBy(run("int a = 1;\n\nint f() {\n  return a;\n"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("script.jsh:3:1: the script ends within what begins here");
  }

  private ThrowingCallable run(String source) {
    return () -> JshScripts.run(Files.writeString(temporary.resolve("script.jsh"), source));
  }
}
