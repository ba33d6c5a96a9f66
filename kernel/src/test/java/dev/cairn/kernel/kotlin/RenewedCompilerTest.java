package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import kotlin.jvm.functions.Function0;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewedCompilerTest {

  @TempDir Path directory;

  @Test
  void whatLaterSnippetsHideIsForgotten() {
    try (RenewedSession session = new RenewedSession()) {
      for (int i = 0; i < 3; i++) {
        session.run("data class Point(val x: Int) { fun more() = x + " + i + " }");
        session.run("val point = Point(1)");
        session.run("fun twice(n: Int) = 2 * n");
        session.run("twice(point.more())");
        session.run("no such thing");
      }
      assertThat(session.known()).hasSize(13);
      session.renew();
      assertThat(session.known()).containsExactly("Cell_0", "Cell_11", "Cell_12", "Cell_13");
      assertThat(session.run("twice(point.more())")).isEqualTo("6");
    }
  }

  @Test
  void aHiddenSnippetStaysForThoseThatNeedIt() {
    try (RenewedSession session = new RenewedSession()) {
      session.run("object Config { const val SIZE = 3 }");
      session.run("inline fun size() = Config.SIZE");
      session.run("val size = size()");
      session.run("object Config");
      session.run("inline fun size() = 0");
      session.renew();
      assertThat(session.known()).hasSize(6);
      session.run("val size = 1");
      session.renew();
      assertThat(session.known()).containsExactly("Cell_0", "Cell_4", "Cell_5", "Cell_6");
    }
  }

  @Test
  void classesThatNothingUsesGo() throws Throwable {
    try (RenewedSession session = new RenewedSession()) {
      session.run("class Point");
      session.run("fun kind() = Point::class.java");
      WeakReference<Object> held = new WeakReference<>(session.value("kind()"));
      session.run("class Point");
      session.renew();
      assertThat(session.run("kind().simpleName")).isEqualTo("Point");
      assertThat(held.refersTo(null)).isFalse();
      session.run("fun kind() = Point::class.java");
      session.renew();
      assertThat(Collected.isCollected(held)).isTrue();
    }
  }

  @Test
  void whatIsStillInUseKeepsWhatItUses() throws Throwable {
    try (RenewedSession session = new RenewedSession()) {
      session.run("val by = 1");
      session.run("class Point(val x: Int) { fun more() = x + by }");
      session.run("val points = listOf(Point(1), Point(2))");
      Function0<?> sum = (Function0<?>) session.value("{ points.sumOf { it.more() } }");
      session.run("val by = 10");
      session.run("class Point(val x: Int)");
      session.run("val points = listOf<Point>()");
      session.renew();
      assertThat(session.known()).hasSize(4);
      System.gc();
      assertThat(sum.invoke()).isEqualTo(5);
    }
  }

  @Test
  void anImportStaysForThoseAfterIt() {
    try (RenewedSession session = new RenewedSession()) {
      session.run("import java.time.*");
      session.run("val second = Duration.ofSeconds(1)");
      session.run("import java.time.*");
      session.renew();
      assertThat(session.known()).hasSize(4);
      session.run("val second = Duration.ofSeconds(2)");
      session.renew();
      assertThat(session.known()).containsExactly("Cell_0", "Cell_3", "Cell_4");
      assertThat(session.run("second + Duration.ofSeconds(1)")).isEqualTo("PT3S");
    }
  }

  @Test
  void whatTheClassPathGotIsThereForTheNextCompiler() throws IOException {
    try (RenewedSession session = new RenewedSession()) {
      session.compiler.addToClasspath(List.of(classes("given", "int")));
      assertThat(session.run("val given = pack.Given::class.java.simpleName")).contains("NoClass");
      session.run("fun value() = pack.Given.value");
      session.renew();
      assertThat(session.known()).hasSize(3);
      session.compiler.begin();
      session.compiler.addToClasspath(List.of(classes("more", "long")));
      session.goOn();
      assertThat(session.run("fun other() = pack.Given.value")).isEqualTo("null");
    }
  }

  @Test
  void aCompilerThatMakesSomethingElseIsGivenUp() throws IOException {
    try (RenewedSession session = new RenewedSession()) {
      session.compiler.addToClasspath(List.of(classes("given", "int")));
      session.run("fun value() = pack.Given.value");
      session.run("1");
      classes("given", "long");
      session.compiler.begin();
      session.goOn();
      assertThat(session.known()).hasSize(3);
      assertThat(session.run("val value: () -> Int = ::value")).isEqualTo("null");
    }
  }

  /** A directory with a class that has a static field of a type. */
  private Path classes(String name, String type) throws IOException {
    Path classes = Files.createDirectories(directory.resolve(name));
    Path source = classes.resolve("Given.java");
    Files.writeString(
        source, "package pack; public class Given { public static %s value; }".formatted(type));
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", classes.toString(), source.toString());
    return classes;
  }

  @Test
  void aClassOfJavaIsHiddenByALaterOneOfItsName() {
    String first = "import `cairn`.`Given_3`.`REPL`.`$JShell$12`.`Point`";
    String later = "import `cairn`.`Given_5`.`REPL`.`$JShell$12B`.`Point`";
    assertThat(Snippet.Companion.unqualified(first)).isEqualTo("import .`Point`");
    assertThat(Snippet.Companion.unqualified(later)).isEqualTo("import .`Point`");
    assertThat(Snippet.Companion.unqualified("val a: cairn.Given_3.REPL.`$JShell$12`.Point"))
        .isEqualTo("val a: .Point");
    assertThat(Snippet.Companion.namesIn("cairn/Given_3/REPL/$JShell$12$Point"))
        .containsExactly("Given_3");
  }
}
