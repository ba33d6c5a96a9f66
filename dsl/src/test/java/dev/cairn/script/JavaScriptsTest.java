package dev.cairn.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaScriptsTest {

  @TempDir private Path temporary;
  private final AtomicInteger compiled = new AtomicInteger();
  private JavaScripts scripts;

  @BeforeEach
  void makeCache() {
    scripts = new JavaScripts(temporary.resolve("cache"), compiled::incrementAndGet);
  }

  @Test
  void mainOfTheClassNamedAsTheFileIsCalledInThisProcess() throws Exception {
    String key = getClass().getName();
    Path script =
        script(
            """
            class Another { public static void main(String[] a) { throw new Error(); } }
            public class Program {
              record Word(String text) {}
              public static void main(String[] arguments) {
                System.setProperty("%s", new Word("x" + arguments.length).text());
              }
            }
            """
                .formatted(key));
    scripts.run(script);
    assertThat(System.getProperty(key)).isEqualTo("x0");
  }

  @Test
  void anUnchangedProgramIsCompiledOnce() throws Exception {
    Path script = script("class Program { public static void main(String[] a) {} }");
    scripts.run(script);
    scripts.run(script);
    assertThat(compiled).hasValue(1);
    scripts.run(script("class Program { public static void main(String[] b) {} }"));
    assertThat(compiled).hasValue(2);
  }

  @Test
  void thePublicClassMayHaveAnotherNameThanTheFile() throws Exception {
    scripts.run(script("public class Other { public static void main(String[] a) {} }"));
    assertThat(compiled).hasValue(1);
  }

  @Test
  void anErrorShowsLineColumnAndCaret() throws IOException {
    Path script = script("class Program {\n  int x = \"a\";\n}\n");
    assertThatThrownBy(() -> scripts.run(script))
        .isInstanceOf(ScriptException.class)
        .hasMessage(
            script
                + ":2:11: incompatible types: java.lang.String cannot be converted to int\n"
                + "    int x = \"a\";\n"
                + "            ^");
  }

  @Test
  void aProgramThatDoesNotCompileLeavesNothingToRun() throws IOException {
    Path script = script("class Program { int x = y; }");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> scripts.run(script)).isInstanceOf(ScriptException.class);
    }
    assertThat(compiled).hasValue(2);
    assertThat(temporary.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void whatMainThrowsIsThrownAsItselfWithTheProgramsLine() throws IOException {
    Path script =
        script(
            """
            class Program {
              public static void main(String[] a) throws Exception {
                throw new java.io.IOException("no text");
              }
            }
            """);
    assertThatThrownBy(() -> scripts.run(script))
        .isInstanceOf(IOException.class)
        .satisfies(
            thrown ->
                assertThat(thrown.getStackTrace()[0]).hasToString("Program.main(Program.java:3)"));
  }

  @Test
  void aProgramWithoutMainSaysSo() throws IOException {
    Path script = script("class Program {}");
    assertThatThrownBy(() -> scripts.run(script))
        .isInstanceOf(ScriptException.class)
        .hasMessage(script + ": it has no public static void main(String[] arguments)");
  }

  private Path script(String source) throws IOException {
    return Files.writeString(temporary.resolve("Program.java"), source);
  }
}
