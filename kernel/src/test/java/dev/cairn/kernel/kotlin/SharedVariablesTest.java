package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome.Completed;
import dev.cairn.kernel.cell.Variable;
import dev.cairn.kernel.java.JavaEngine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SharedVariablesTest {

  private static JavaEngine java;
  private static KotlinEngine kotlin;

  @BeforeAll
  static void start() {
    java = JavaEngine.start(List.of("import java.util.*;"));
    kotlin = new KotlinEngine(List.of(), List.of("java.util.*"), java.classLoader(), line -> {});
  }

  @AfterAll
  static void close() {
    kotlin.close();
    java.close();
  }

  @Test
  void aJavaVariableHasItsTypeInTheNextKotlinCell() {
    inJava(
        "int n = 5; String text = \"ab\"; int[] ints = {1, 2}; Integer none = null;"
            + " Map<String, List<Integer>> map = Map.of(\"k\", List.of(1, 2));"
            + " Map.Entry<String, ? extends Number> entry = Map.entry(\"a\", 3);"
            + " List raw = new ArrayList();");
    assertThat(inKotlin("n + text.length + ints.sum() + map.getValue(\"k\")[1]")).isEqualTo(12);
    assertThat(inKotlin("entry.value.toInt() + raw.size + (none ?: 4)")).isEqualTo(7);
  }

  @Test
  void aClassOfAJavaCellIsKnownByItsName() {
    inJava("record Point(int x, int y) {}");
    inJava("var points = List.of(new Point(1, 2));");
    assertThat(inKotlin("points[0].y + Point(3, 4).x")).isEqualTo(5);
  }

  @Test
  void whatAJavaClassDeclaresWithoutAModifierIsForKotlinToo() {
    inJava("class Counter { int n; Counter(int n) { this.n = n; } int next() { return ++n; } }");
    assertThat(inKotlin("val counter = Counter(3)\ncounter.next() + counter.n")).isEqualTo(8);
  }

  @Test
  void aClassThatIsDefinedAnewIsTheNewOne() {
    inJava("record Pair(int a) {}");
    assertThat(inKotlin("Pair(1).a")).isEqualTo(1);
    inJava("record Pair(String b) {}");
    assertThat(inKotlin("Pair(\"z\").b")).isEqualTo("z");
  }

  @Test
  void aKotlinVariableCanBeFetchedFromJava() {
    inKotlin("val names = listOf(\"a\", \"b\"); val twice = { i: Int -> 2 * i }");
    assertThat(inJava("names.get(1) + twice.invoke(21)")).isEqualTo("b42");
  }

  @Test
  void anAssignmentInEitherLanguageIsSeenInTheOther() {
    inJava("int count = 1;");
    inKotlin("count += 10");
    inJava("count = count + 100;");
    assertThat(inKotlin("count")).isEqualTo(111);
  }

  @Test
  void whatCameFromOutsideIsNotGivenBackUnchanged() {
    inJava("int still = 1;");
    inKotlin("still");
    assertThat(kotlin.variables()).extracting(Variable::name).doesNotContain("still");
  }

  @Test
  void aVariableWhoseTypeCannotBeNamedIsLeftOut() {
    assertThat(kotlin.define(new Variable("lost", "no.such.Type", "x"))).isFalse();
    assertThat(kotlin.define(new Variable("odd", "java.util.List<int", List.of()))).isFalse();
    assertThat(kotlin.define(new Variable("ok", "List<String>[]", null))).isTrue();
    assertThat(inKotlin("ok")).isNull();
  }

  @Test
  void aLongListOfValuesIsDeclaredInOrder() {
    kotlin.define(new Variable("one", "long", 1L));
    kotlin.define(new Variable("two", "java.util.Map<String, Integer>", Map.of("x", 2)));
    assertThat(inKotlin("one + two.getValue(\"x\")")).isEqualTo(3L);
  }

  /** As a session does after each cell. */
  private static @Nullable Object inJava(String source) {
    Object value = ((Completed) java.run(source)).value();
    kotlin.addClassFiles(java.newClassFiles());
    java.variables().forEach(kotlin::define);
    return value;
  }

  private static @Nullable Object inKotlin(String source) {
    Object value = ((Completed) kotlin.run(source)).value();
    kotlin.variables().forEach(java::define);
    return value;
  }
}
