package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome.Completed;
import dev.cairn.kernel.cell.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaEngineTest {
  private static final Cells CELLS = new Cells();

  @AfterAll
  static void close() {
    CELLS.close();
  }

  @Test
  void theValueOfACellIsThatOfItsLastExpressionAsAnObject() {
    assertThat(CELLS.value("int a = 20; int b = 22;\na + b")).isEqualTo(42);
    assertThat(CELLS.value("List.of(a, b)")).isEqualTo(List.of(20, 22));
    assertThat(CELLS.value("a;")).isEqualTo(20);
  }

  @Test
  void whatIsNoExpressionHasNoValue() {
    assertThat(CELLS.value("int c = 1;")).isNull();
    assertThat(CELLS.value("c = 2")).isNull();
    assertThat(CELLS.value("System.getProperty(\"nothing.of.this.name\")")).isNull();
    assertThat(CELLS.value("1 + 1; int d = 3;")).isNull();
    assertThat(CELLS.value("// nothing but words\n")).isNull();
    assertThat(CELLS.value("")).isNull();
  }

  @Test
  void anImportBelowOtherLinesCostsNoVariableItsValue() {
    CELLS.completed("List<String> kept = List.of(\"x\");");
    CELLS.completed("\nimport java.awt.event.*;");
    CELLS.completed("int before = 1;\n// Comments\n\n/* of both\n kinds */ import java.rmi.*;");
    assertThat(CELLS.value("kept.get(0) + before")).isEqualTo("x1");
  }

  @Test
  void cellsKeepWhatTheyDefine() {
    CELLS.completed(
        """
        import java.util.function.*;
        sealed interface Figure permits Circle, Square {}
        record Circle(double radius) implements Figure {}
        record Square(double side) implements Figure {}
        enum Colour { RED, GREEN }
        double area(Figure figure) {
          if (figure instanceof Circle circle) {
            return 3 * circle.radius() * circle.radius();
          }
          return ((Square) figure).side() * ((Square) figure).side();
        }
        UnaryOperator<Integer> twice = x -> 2 * x;
        """);
    assertThat(CELLS.value("area(new Circle(2)) + area(new Square(3))")).isEqualTo(21.0);
    assertThat(CELLS.value("twice.apply(4)")).isEqualTo(8);
    assertThat(CELLS.value("Colour.values().length")).isEqualTo(2);
  }

  @Test
  void methodsOfOneNameFollowWhatBothOfThemUse() {
    CELLS.completed("int half(int n) { return n / 2; }");
    CELLS.completed("int shorter(int n) { return half(n); }");
    CELLS.completed("int shorter(String text) {\n  return half(text.length());\n}");
    CELLS.completed("int half(int n) { return n / (n - 6); }");
    assertThat(CELLS.value("shorter(7) + shorter(\"1234567\")")).isEqualTo(14);
    assertThat(CELLS.error("shorter(\"123456\")"))
        .contains("/ by zero")
        .containsPattern("shorter \\(cell \\d+, line 2\\)");
    assertThat(CELLS.error("shorter(6)")).containsPattern("shorter \\(cell \\d+, line 1\\)");
  }

  @Test
  void aDefinitionThatIsPutBackAfterAnErrorIsTheOneItWas() {
    String first = "int wanted() { return 1; }";
    CELLS.completed(first);
    CELLS.completed("int wanted() { return 2; }");
    CELLS.error("int wanted() { return \"\"; }");
    CELLS.completed(first);
    assertThat(CELLS.value("wanted()")).isEqualTo(1);
  }

  @Test
  void whatComesLaterInACellMayBeUsedBefore() {
    assertThat(
            CELLS.value(
                """
                int even(int n) { return n == 0 ? 1 : odd(n - 1); }
                int odd(int n) { return n == 0 ? 0 : even(n - 1); }
                even(10)
                """))
        .isEqualTo(1);
  }

  @Test
  void whatIsMissingIsSaidAndMayComeInALaterCell() {
    Completed first = CELLS.completed("int late() { return later(); }");
    assertThat(first.notices()).containsExactly("late can be used once there is method later()");
    assertThat(CELLS.error("late()")).contains("late needs method later()");
    CELLS.completed("int later() { return 7; }");
    assertThat(CELLS.value("late()")).isEqualTo(7);
  }

  @Test
  void aCellThatIsRunAgainSaysNothingOfTheVariablesThatItDeclares() {
    String cell =
        "record Pair(int a, int b) {}\nvar pair = new Pair(1, 2);\nvar list = List.of(pair);";
    assertThat(CELLS.completed("import java.util.*;\n" + cell).notices()).isEmpty();
    assertThat(CELLS.completed(cell).notices()).isEmpty();
    assertThat(CELLS.completed("var list = \"text\";").notices()).isEmpty();
    assertThat(CELLS.value("pair.a()")).isEqualTo(1);
  }

  @Test
  void redefiningTheClassOfAVariableSaysThatItsValueIsLost() {
    CELLS.completed("class Point { int x = 1; }\nPoint p = new Point();");
    assertThat(CELLS.completed("class Point { int x = 2; int y; }").notices())
        .containsExactly("p has lost its value: Point was defined anew");
    assertThat(CELLS.value("p == null")).isEqualTo(true);
  }

  @Test
  void anErrorShowsItsLineAndACaret() {
    assertThat(CELLS.error("int fine = 1;\nString name = nope;"))
        .contains("error: cannot find symbol (cell")
        .contains(", line 2)\n  String name = nope;\n                ^^^^\n")
        .contains("symbol:   variable nope")
        .endsWith("What stands before it in the cell has run, and what that defines stays.");
    assertThat(CELLS.value("fine")).isEqualTo(1);
  }

  @Test
  void aTextThatEndsTooEarlyIsAnError() {
    assertThat(CELLS.error("int f() {")).contains("reached end of file while parsing");
    assertThat(CELLS.error("1+1\n2+2")).contains("';' expected");
  }

  @Test
  void anExceptionShowsTheLinesOfCellsAndItsCauses() {
    String text =
        CELLS.error(
            """
            void inner() {
              throw new IllegalStateException("boom");
            }
            void outer() {
              try {
                inner();
              } catch (IllegalStateException e) {
                throw new RuntimeException("outside", e);
              }
            }

            List.of(1).forEach(x -> outer());
            """);
    assertThat(text.replaceAll("cell \\d+", "cell N").replaceAll("at java.base/.*", "at the JDK"))
        .isEqualTo(
            """
            java.lang.RuntimeException: outside
                at outer (cell N, line 8)
                at cell N, line 12
                at the JDK
                at cell N, line 12
            Caused by: java.lang.IllegalStateException: boom
                at inner (cell N, line 2)
                at outer (cell N, line 6)
                at cell N, line 12
                at the JDK
                at cell N, line 12
            What stands before it in the cell has run, and what that defines stays.""");
  }

  @Test
  void aVariableWhoseInitialiserThrewHasItsDefault() {
    assertThat(CELLS.error("int broken = 1 / 0;"))
        .startsWith("java.lang.ArithmeticException: / by zero")
        .endsWith("broken is declared, and has the default of its type.");
    assertThat(CELLS.value("broken")).isEqualTo(0);
  }

  @Test
  void variablesAreListedWithTheirTypes() {
    CELLS.completed("Map<String, List<int[]>> table = new HashMap<>(); var word = \"w\";");
    assertThat(CELLS.engine.variables())
        .contains(
            new Variable("word", "java.lang.String", "w"),
            new Variable(
                "table",
                "java.util.Map<java.lang.String, java.util.List<int[]>>",
                new HashMap<>()));
  }

  @Test
  void variablesOfAnotherLanguageAreTaken() {
    assertThat(CELLS.engine.define(new Variable("given", "java.util.List<Integer>", List.of(4))))
        .isTrue();
    assertThat(CELLS.value("given.get(0) + 1")).isEqualTo(5);
    assertThat(CELLS.engine.define(new Variable("odd", "no.such.Type", 4))).isFalse();
    assertThat(CELLS.engine.define(new Variable("count", "int", 4))).isTrue();
    assertThat(CELLS.engine.define(new Variable("count", "int", 5))).isTrue();
    assertThat(CELLS.value("count")).isEqualTo(5);
  }

  @Test
  void aTypeThatIsNotThereIsAnErrorAndMayComeLater() {
    assertThat(CELLS.error("int before = 3;\nGreeting greeting = new Greeting();"))
        .contains("cannot find symbol (cell")
        .contains(", line 2)\n  Greeting greeting");
    assertThat(CELLS.value("before")).isEqualTo(3);
  }

  @Test
  void membersWithoutAModifierAreSharedByAllCells() {
    CELLS.completed("class Base { int count = 1; protected int twice() { return 2 * count; } }");
    CELLS.completed(
        "class Derived extends Base { protected int twice() { return super.twice() + 1; } }");
    assertThat(CELLS.value("new Derived().twice() + new Base().twice() + new Derived().count"))
        .isEqualTo(6);
  }

  @Test
  void whatIsRunningGoesOnWithTheVariableThatItKnows() throws Exception {
    Signal.reset();
    CELLS.completed(
        """
        int[] cells = {1};
        Runnable old = () -> cells[0]++;
        """);
    CELLS.completed("var held = old;");
    CELLS.completed("int[] cells = {5};");
    CELLS.completed("held.run();");
    assertThat(CELLS.value("cells[0]")).isEqualTo(5);
  }

  @Test
  void archivesCanBePutOnTheClassPath(@TempDir Path temporary) throws IOException {
    assertThat(CELLS.error("import added.Thing;")).contains("package added does not exist");
    Path source = temporary.resolve("Thing.java");
    Files.writeString(
        source, "package added; public class Thing { public static int size() { return 9; } }");
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", temporary.toString(), source.toString());
    assertThat(result).isZero();
    CELLS.engine.addToClasspath(List.of(temporary));
    assertThat(CELLS.value("added.Thing.size()")).isEqualTo(9);
  }

  @Test
  void classFilesOfCellsAreGivenOnce() {
    CELLS.engine.newClassFiles();
    CELLS.completed("record Shared(int x) {}");
    assertThat(CELLS.engine.newClassFiles().keySet())
        .anyMatch(name -> name.matches("REPL\\.\\$JShell\\$\\d+\\$Shared"));
    assertThat(CELLS.engine.newClassFiles()).isEmpty();
  }

  @Test
  void anotherLanguageFindsTheFormOfAClassThatItWasGiven() throws Exception {
    CELLS.completed("class Formed { public int form() { return 1; } }");
    String name =
        CELLS.engine.newClassFiles().keySet().stream()
            .filter(one -> one.endsWith("$Formed"))
            .findFirst()
            .orElseThrow();
    CELLS.completed("class Formed { public int form() { return 2; } }");
    Class<?> given = CELLS.engine.classLoader().loadClass(name);
    assertThat(given.getMethod("form").invoke(given.getConstructor().newInstance())).isEqualTo(1);
    assertThat(CELLS.engine.classLoader().loadClass(name)).isSameAs(given);
  }
}
