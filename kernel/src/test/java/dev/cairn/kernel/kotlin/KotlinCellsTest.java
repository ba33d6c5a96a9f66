package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.CellOutcome.Completed;
import dev.cairn.kernel.cell.CellOutcome.Failed;
import dev.cairn.kernel.cell.CellOutcome.Interrupted;
import dev.cairn.kernel.cell.Completeness;
import dev.cairn.kernel.cell.Interruption;
import dev.cairn.kernel.cell.Variable;
import dev.cairn.script.CairnScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KotlinCellsTest {

  private static final List<String> PROGRESS = new ArrayList<>();

  private static KotlinEngine engine;

  @BeforeAll
  static void start() {
    engine =
        new KotlinEngine(
            List.of(new CairnScript("notebook") {}),
            List.of("dev.cairn.*"),
            KotlinCellsTest.class.getClassLoader(),
            PROGRESS::add);
    engine.warmUp();
    engine.run("val first = 1");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void theFirstCellSaysWhatItWaitsForAndNoLaterOneDoes() {
    engine.run("1");
    assertThat(PROGRESS)
        .containsExactly("The Kotlin compiler starts; this takes some seconds, once.");
  }

  @Test
  void anEngineThatIsClosedAnswersNoMore() {
    KotlinEngine closed =
        new KotlinEngine(List.of(), List.of(), KotlinCellsTest.class.getClassLoader(), line -> {});
    closed.warmUp();
    closed.run("1");
    closed.close();
    closed.close();
    assertThat(closed.completeness("fun f() {")).isEqualTo(new Completeness.Unknown());
    assertThat(closed.complete("lis", 3).matches()).isEmpty();
    assertThat(closed.run("1")).isInstanceOf(Failed.class);
  }

  @Test
  void cellsMayComeFromAnyThread() throws Exception {
    value("val here = 40");
    List<Object> there = new ArrayList<>();
    Thread other = new Thread(() -> there.add(engine.run("val there = here + 2\nthere")));
    other.start();
    other.join();
    assertThat(there).containsExactly(new Completed(42, List.of()));
    assertThat(value("there")).isEqualTo(42);
  }

  @Test
  void theLastExpressionIsTheValue() {
    assertThat(value("1 + 1")).isEqualTo(2);
    assertThat(value("val unused = 1")).isNull();
    assertThat(value("Unit")).isNull();
    assertThat(value("// nothing")).isNull();
  }

  @Test
  void aValueThatCannotBeComparedOrShownIsAValueAllTheSame() {
    value("class Bad { override fun equals(other: Any?) = error(\"bad\") }");
    CellOutcome outcome = engine.run("val bad = Bad()\nbad");
    assertThat(((Completed) outcome).value() == null).isFalse();
    assertThat(engine.variables()).extracting(Variable::name).contains("bad");
  }

  @Test
  void cellsKeepWhatTheyDefine() {
    value("import java.time.Duration\nvar count = 0\nfun up(by: Int) { count += by }");
    value("data class Point(val x: Int)");
    value("up(3)");
    assertThat(value("Point(count).x + Duration.ofSeconds(4).seconds")).isEqualTo(7L);
  }

  @Test
  void aNameCanBeDefinedAnewWithAnotherType() {
    value("val thing = 1");
    value("val thing = \"text\"");
    assertThat(value("thing.length")).isEqualTo(4);
  }

  @Test
  void aCellThatIsRefusedOnceItIsUnderstoodDeclaresNothing() {
    value("object Settings { val size = 3 }\nfun more() = 1");
    assertThat(failed("object Settings { fun size() = more() }\nval lost = 1").message())
        .contains("captures the script class instance");
    assertThat(value("Settings.size")).isEqualTo(3);
    assertThat(failed("lost").message()).isEqualTo("Unresolved reference: lost");
  }

  @Test
  void whatIsProtectedInOneCellIsForTheClassesOfAnother() {
    value("abstract class Base { protected fun helper() = 42 }");
    value("class Derived : Base() { inner class Inner { fun get() = helper() } }");
    assertThat(value("Derived().Inner().get()")).isEqualTo(42);
  }

  @Test
  void classesOfOtherCellsAreFoundByTheirNames() {
    value(
        """
        import java.io.*
        fun <T> copy(of: T): T {
          val bytes = ByteArrayOutputStream()
          ObjectOutputStream(bytes).use { it.writeObject(of) }
          return ObjectInputStream(bytes.toByteArray().inputStream()).readObject() as T
        }
        """);
    value("data class Saved(val x: Int) : java.io.Serializable");
    assertThat(value("copy(Saved(3)).x")).isEqualTo(3);
  }

  @Test
  void aClassThatIsFirstUsedWithoutStackIsThereLater() {
    value("class Deep(val x: Int)");
    value(
        "fun down(n: Int): Int = try { down(n + 1) } catch (e: StackOverflowError) { Deep(n).x }");
    engine.run("down(0)");
    assertThat(value("Deep(3).x")).isEqualTo(3);
  }

  @Test
  void anInlineFunctionOfAnEarlierCellCanBeUsed() {
    value("inline fun twice(f: () -> Int) = f() + f()");
    assertThat(value("twice { 21 }")).isEqualTo(42);
  }

  @Test
  void anInlineFunctionWithAnObjectCannotBeUsedByAnotherCellWhichSaysSo() {
    value("inline fun later(crossinline f: () -> Int) = Runnable { f() }\nlater { 1 }");
    assertThat(plain(failed("later { 2 }")))
        .first(InstanceOfAssertFactories.STRING)
        .contains("declare that without inline or in this cell");
    assertThat(failed("later { 3 }").traceback()).hasSizeLessThan(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "const val SIZE = 1",
        "when (val x: Any = 1) { is Int if x > 0 -> 1; else -> 2 }",
        "sealed class Shape\nclass Square : Shape()\nfun of(s: Shape) = when (s) { is Square -> 1 }",
      })
  void whatTheDocumentsCallALimitIsOne(String source) {
    assertThat(engine.run(source)).isInstanceOf(Failed.class);
  }

  @Test
  void blocksOfARunStandAtTheTopLevel() {
    assertThat(value("checkpoints { saveEvery(100); keepLast(3) }\nmodel { gpt2 { layers(4) } }"))
        .isNull();
  }

  @Test
  void anErrorShowsTheCellsLineWithACaretUnderIt() {
    assertThat(plain(failed("val a = 1\n  missing()")))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches("error: Unresolved reference: missing \\(cell \\d+, line 2\\)"),
            line -> assertThat(line).isEqualTo("    missing()"),
            line -> assertThat(line).isEqualTo("    ^^^^^^^"));
  }

  @Test
  void anUnfinishedCellSaysWhatIsMissing() {
    assertThat(plain(failed("if (true) {"))).first().asString().contains("Expecting '}'");
  }

  @Test
  void anExceptionShowsTheLinesOfCellsAndItsCause() {
    value(
        "class Deep { fun go(): Int { throw IllegalStateException(\"no\", RuntimeException(\"why\")) } }");
    Failed failed = failed("listOf(1).map {\n  Deep().go()\n}");
    assertThat(failed.name()).isEqualTo("IllegalStateException");
    assertThat(failed.message()).isEqualTo("no");
    assertThat(String.join("\n", plain(failed)))
        .containsPattern("at Deep.go \\(cell \\d+, line 1\\)")
        .containsPattern("at cell \\d+, line 2")
        .contains("Caused by: java.lang.RuntimeException: why")
        .doesNotContain("Snippets");
  }

  @Test
  void aRefusedSettingShowsItsSentenceAndTheLineOfTheBlock() {
    Failed failed = failed("checkpoints {\n  saveEvery(-1)\n}");
    assertThat(failed.message()).contains("saveEvery(-1)");
    assertThat(String.join("\n", plain(failed))).containsPattern("at cell \\d+, line 2");
  }

  @Test
  void aVariableHasItsTypeAsJavaWritesIt() {
    value("val typed: Map<String, List<Int?>> = mapOf(); val longs = longArrayOf(1)");
    assertThat(engine.variables())
        .extracting(Variable::name, Variable::type)
        .contains(
            tuple("typed", "java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>"),
            tuple("longs", "long[]"));
  }

  @Test
  void whatACellDefinedBeforeItThrewIsKept() {
    failed("val before = 5\nerror(\"no\")");
    assertThat(value("before")).isEqualTo(5);
  }

  @Test
  void aVariableThatWasNotReachedIsNamed() {
    assertThat(plain(failed("val unread = \"x\".also { error(\"no\") }\nval later = \"y\"")))
        .last()
        .isEqualTo("Not reached, and without a value: unread, later.");
  }

  @Test
  void exitEndsTheCellAndNotTheSession() {
    assertThat(failed("kotlin.system.exitProcess(3)").name()).isEqualTo("CellExit");
    assertThat(failed("System.exit(3)").name()).isEqualTo("CellExit");
    assertThat(value("1")).isEqualTo(1);
  }

  @Test
  void anEndlessRecursionIsAnErrorLikeOthers() {
    assertThat(failed("fun round(): Int = 1 + round()\nround()").name())
        .isEqualTo("StackOverflowError");
    assertThat(value("1")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "var n = 0L\nwhile (true) { n++ }",
        "listOf(1).forEach { while (true) { try { Thread.sleep(10) } catch (e: Exception) {} } }",
        "fun spin(): Int { while (true) { try { error(\"\") } catch (e: Exception) {} } }\nspin()",
      })
  void anInterruptStopsAnyLoopSoon(String loop) throws Exception {
    CountDownLatch signal = new CountDownLatch(1);
    engine.define(new Variable("signal", "java.util.concurrent.CountDownLatch", signal));
    value("val kept = 3");
    long[] stopping = new long[1];
    Thread stopper =
        new Thread(
            () -> {
              try {
                signal.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              stopping[0] = System.nanoTime();
              Interruption.interrupt();
            });
    stopper.start();
    assertThat(engine.run("signal.countDown()\n" + loop)).isInstanceOf(Interrupted.class);
    assertThat(Duration.ofNanos(System.nanoTime() - stopping[0])).isLessThan(Duration.ofSeconds(1));
    stopper.join();
    assertThat(value("kept")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"val a = 1", "if (true) {\n  1\n}", "", "fun f() = 1", "1 /* a */"})
  void aWholeCellIsComplete(String source) {
    assertThat(engine.completeness(source)).isEqualTo(new Completeness.Complete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"listOf(1,", "1 +", "val s = \"\"\"abc", "class", "a.", "/* b\n"})
  void aCellThatGoesOnIsIncomplete(String source) {
    assertThat(engine.completeness(source)).isEqualTo(new Completeness.Incomplete(""));
  }

  @Test
  void whatABlockHoldsIsIndented() {
    assertThat(engine.completeness("fun f() {")).isEqualTo(new Completeness.Incomplete("    "));
    assertThat(engine.completeness("fun f() {\n    val a = 1"))
        .isEqualTo(new Completeness.Incomplete("    "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo(}", "val x = ) 3"})
  void aCellThatCannotBecomeRightIsInvalid(String source) {
    assertThat(engine.completeness(source)).isEqualTo(new Completeness.Invalid());
  }

  private static @Nullable Object value(String source) {
    CellOutcome outcome = engine.run(source);
    assertThat(outcome).isInstanceOf(Completed.class);
    return ((Completed) outcome).value();
  }

  private static Failed failed(String source) {
    return (Failed) engine.run(source);
  }

  private static List<String> plain(Failed failed) {
    return failed.traceback().stream()
        .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
        .toList();
  }
}
