package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome.Completed;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RedefinitionTest {

  private static final int MEGABYTE = 1 << 20;

  private static KotlinEngine engine;

  @BeforeAll
  static void start() {
    engine =
        new KotlinEngine(List.of(), List.of(), RedefinitionTest.class.getClassLoader(), line -> {});
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void aHiddenValueIsLetGo() {
    value("class Big; val big = Big()");
    WeakReference<Object> held = new WeakReference<>(Objects.requireNonNull(value("big")));
    value("val big = 1");
    assertThat(Collected.isCollected(held)).isTrue();
  }

  @Test
  void aValueThatNobodyNamedIsLetGo() {
    WeakReference<Object> held = new WeakReference<>(Objects.requireNonNull(value("Any()")));
    assertThat(Collected.isCollected(held)).isTrue();
  }

  @Test
  void aHiddenValueStaysForTheFunctionsThatUseIt() {
    value("val base = listOf(1, 2); fun total() = base.sum()");
    value("val later = { base.size }");
    value("val base = \"other\"");
    assertThat(value("total() + later()")).isEqualTo(5);
  }

  @Test
  void aHiddenValueStaysForTheClassesOfItsCell() {
    value("val unit = \"m\"; class Length(val n: Int) { override fun toString() = \"$n$unit\" }");
    value("val unit = 0");
    assertThat(value("Length(3).toString()")).isEqualTo("3m");
  }

  @Test
  void aFewRedefinitionsTakeNoMemory() {
    redefine(10);
    assertThat(growth(20)).isLessThan(20L * MEGABYTE);
  }

  @Test
  @Tag("slow")
  void redefinitionsTakeNoMemory() {
    redefine(50);
    assertThat(growth(200)).isLessThan(60L * MEGABYTE);
  }

  private static long growth(int times) {
    long before = used();
    redefine(times);
    return used() - before;
  }

  private static void redefine(int times) {
    for (int i = 0; i < times; i++) {
      value(
          "val data = ByteArray(4 * "
              + MEGABYTE
              + ")\nfun f(x: Int) = x + "
              + i
              + "\nf(data.size)");
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static @Nullable Object value(String source) {
    return ((Completed) engine.run(source)).value();
  }
}
