package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cell comes to does not depend on whether and when the compiler was renewed. */
class RenewedOutcomesTest {

  @Test
  void aNotebookThatIsRunAgainAndAgainIsKnownOnce() {
    String[] cells = {
      "import kotlin.math.*",
      "data class Config(val rate: Double = 0.1)\nval configs = List(3) { Config(it * %d.0) }",
      "fun loss(c: Config, step: Int) = exp(-c.rate * step) + %d",
      "val curves = configs.associateWith { c -> List(10) { loss(c, it) } }",
      "import kotlin.math.sqrt\nfun Config.norm() = sqrt(rate)\nval norms = configs.map { it.norm() }",
      "curves.values.maxOf { it.max() } + norms.sum()",
      "var best: Config? = null\nfor (c in configs) if (best == null || c.rate > %d) best = c\nbest",
      "interface Scorer { fun score(c: Config): Double }",
      "class Mean : Scorer { override fun score(c: Config) = curves.getValue(c).average() }",
      "val scorer: Scorer = Mean()\nconfigs.map(scorer::score)",
      "no.such.thing(%d)",
    };
    try (RenewedSession renewed = new RenewedSession();
        RenewedSession other = new RenewedSession()) {
      for (int round = 1; round <= 3; round++) {
        for (String cell : cells) {
          String text = cell.replace("%d", Integer.toString(round));
          assertThat(renewed.run(text)).as(text).isEqualTo(other.run(text));
        }
        renewed.renew();
        assertThat(renewed.known()).hasSizeLessThanOrEqualTo(cells.length);
      }
    }
  }

  /** Where the nearest of a name cannot be called like that, the compiler goes on to the next. */
  @Test
  void whatIsNotQuiteHiddenCanStillBeCalled() {
    compare(
        "class P(val x: Int)",
        "class P(val s: String)",
        "P(1).x",
        "P(\"a\").s",
        "fun f(n: Int = 3) = n",
        "fun f(m: Int) = m + 1",
        "f()",
        "f(n = 4)",
        "f(4)",
        "object O { operator fun invoke(x: Int) = x }",
        "object O",
        "O(3)",
        "class Q { companion object { operator fun invoke(x: Int) = x } }",
        "class Q",
        "Q(3)",
        "fun interface F { fun of(x: Int): Int }",
        "fun interface F { fun of(x: Int, y: Int): Int }",
        "F { x -> x + 1 }.of(1)",
        "F { x, y -> x + y }.of(1, 2)",
        "infix fun Int.and1(x: Int) = this + x",
        "fun Int.and1(x: Int) = this - x",
        "3 and1 4",
        "3.and1(4)",
        "typealias T = StringBuilder",
        "class T(val list: List<Int>)",
        "T(\"a\").append(1)",
        "T(listOf(1)).list",
        "class V { companion object { val size = 3 } }",
        "class V",
        "val v = V",
        "v.size",
        "typealias R = Runnable",
        "class R(val x: Int)",
        "R { error(\"run\") }.run()",
        "fun <T : Number> kind(t: T) = \"number\"",
        "fun <T : CharSequence> kind(t: T) = \"text\"",
        "kind(3)",
        "val <T : Number> T.sort get() = \"number\"",
        "val <T : CharSequence> T.sort get() = \"text\"",
        "3.sort");
  }

  @Test
  void whatIsPrivateHidesNothing() {
    compare(
        "val x = 1; class Kept",
        "val x = 2",
        "private val x = \"s\"",
        "x + 10",
        "class P(val x: Int)",
        "private class P(val x: Int)",
        "P(1).x",
        "fun f() = 1",
        "@Deprecated(\"\", level = DeprecationLevel.HIDDEN) fun f() = 2",
        "f()");
  }

  @Test
  void aReferenceFindsWhatHasItsType() {
    compare(
        "fun f(): Int = 1; class Kept",
        "fun f(): Int = 2",
        "fun f(): String = \"a\"",
        "val g: () -> Int = ::f; g()",
        "val x = 1",
        "val x = \"s\"",
        "val y: () -> Int = ::x; y()",
        "fun order(a: Int, b: Int): Int = a - b",
        "fun order(a: Int, b: Int): Int = b - a",
        "fun order(a: Int, b: Int): Boolean = a < b",
        "listOf(1, 3, 2).sortedWith(::order)",
        "operator fun Int.invoke(x: Int) = this * x",
        "val n = 3",
        "val n = \"a\"",
        "n(2)");
  }

  @Test
  void aFunctionOfAHiddenClassIsTheOneForItsValues() {
    compare(
        "class C(val x: Int)",
        "val old = C(1)",
        "fun show(c: C) = c.x",
        "fun C.shown() = x",
        "class C(val y: Int)",
        "fun show(c: C) = 10 * c.y",
        "fun C.shown() = 10 * y",
        "show(old) + old.shown()",
        "show(C(2)) + C(2).shown()",
        "val old = 1",
        "show(old)",
        "show(C(2))");
  }

  @Test
  void whatIsCalledLikeACellIsNotTakenForOne() {
    compare(
        "val Cell_1 = 1",
        "val Cell_2 = 2",
        "class Cell_3(val x: Int)",
        "class Cell_4(val x: Int)",
        "fun of(c: Cell_3?) = c?.x",
        "fun of(c: Cell_4?) = 10 * (c?.x ?: 0)",
        "\"Cell_1\"",
        "Cell_1 + Cell_2",
        "of(Cell_3(1))",
        "of(Cell_4(1))");
  }

  @Test
  void placesThatAreLeftFreeAreKept() {
    compare(
        "val base = 10",
        "1",
        "inline fun more(x: Int) = base + x",
        "2",
        "more(1)",
        "class Late { fun total() = more(1) + base }",
        "val base = 30",
        "Late().total() + more(2)",
        "fun more(x: Int) = x",
        "Late().total() + more(2)");
  }

  @Test
  void declarationsOfAllSortsComeOutTheSame() {
    compare(
        "val (a, b) = 1 to \"two\"",
        "var count = 0",
        "count += 5; count",
        "val lazily by lazy { count * 2 }",
        "lazily",
        "count = 7",
        "fun <T : Comparable<T>> most(list: List<T>) = list.max()",
        "most(listOf(a, 3))",
        "enum class Color { RED, GREEN }",
        "val color = Color.GREEN",
        "when (color) { Color.RED -> 1; Color.GREEN -> 2 }",
        "sealed interface Shape { data class Square(val side: Int) : Shape; object None : Shape }",
        "fun area(s: Shape) = when (s) { is Shape.Square -> s.side; Shape.None -> 0 }",
        "area(Shape.Square(3)) + area(Shape.None)",
        "val Int.squared get() = this * this",
        "3.squared",
        "val action: (Int) -> Int = { it + count }",
        "action(1)",
        "private val hidden = 3",
        "hidden",
        "abstract class Base { abstract fun name(): String }",
        "val derived = object : Base() { override fun name() = \"derived\" }",
        "derived.name()",
        "inline fun <reified T> kind() = T::class.simpleName",
        "kind<Color>()",
        "operator fun Color.plus(n: Int) = Color.values()[(ordinal + n) % 2]",
        "color + 1",
        "val failed: Int = error(\"stop\")",
        "val after = 1",
        "suspend fun waits() = 1",
        "tailrec fun down(n: Int): Int = if (n == 0) 0 else down(n - 1)",
        "down(10)",
        "annotation class Mark(val name: String)",
        "@Mark(\"x\") class Marked",
        "a + after + count");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void definitionsComeOutAsWithOneCompiler(long seed) {
    compare(random(seed, 30));
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10})
  void manyDefinitionsComeOutAsWithOneCompiler(long seed) {
    compare((int) (seed % 4) + 1, random(seed, 150));
  }

  private static String[] random(long seed, int snippets) {
    Random random = new Random(seed);
    return IntStream.range(0, snippets).mapToObj(i -> snippet(random, i)).toArray(String[]::new);
  }

  /** One that defines, defines anew, uses or fails to, in a world of few names. */
  private static String snippet(Random random, int number) {
    int one = random.nextInt(2);
    int other = random.nextInt(2);
    String[] forms = {
      "data class C%d(val n: Int) { fun more() = n + %d }",
      "data class C%d(val s: String) { fun more() = s + %d }",
      "class C%d { val value = v%d; override fun toString() = \"$value\" }",
      "val v%d = C%d(" + number + ")",
      "val v%d = C%d(\"" + number + "\").more()",
      "var v%d = " + number + " + %d",
      "v%d = v%d",
      "fun f%d(x: Int = %d) = x + " + number,
      "fun f%d(c: C%d) = c.toString()",
      "inline fun f%d(x: String) = x + v%d",
      "fun C%d.e(n: Int) = toString() + n + f%d(n)",
      "operator fun C%d.plus(c: C%d) = toString() + c",
      "typealias T%d = C%d",
      "object O%d { const val N = " + number + "; fun m() = N + %d }",
      "object O%d { fun m() = f%d(1) }",
      "import java.time.Duration; fun f%d(d: Duration) = d.multipliedBy(%d)",
      "val v%d: Int = error(\"failed %d\")",
      "f%d(v%d)",
      "f%d(O%d.N) + O0.m()",
      "v%d.e(1) + v%d",
      "v%d + v%d",
      "T%d(%d).more()",
      "listOf(v%d, v%d)",
    };
    return forms[random.nextInt(forms.length)].formatted(one, other);
  }

  private static void compare(String... texts) {
    compare(3, texts);
  }

  /** What snippets come to does not depend on whether there is another compiler for every few. */
  private static void compare(int few, String... texts) {
    try (RenewedSession renewed = new RenewedSession();
        RenewedSession other = new RenewedSession()) {
      for (int i = 0; i < texts.length; i++) {
        if (i % few == 0) {
          renewed.renew();
        }
        assertThat(renewed.run(texts[i])).as(texts[i]).isEqualTo(other.run(texts[i]));
      }
      renewed.renew();
      assertThat(renewed.known()).hasSizeLessThan(other.known().size());
    }
  }
}
