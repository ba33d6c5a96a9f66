package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that would end the process, or fill it. */
class RobustnessTest {
  private static final Cells CELLS = new Cells();

  @AfterAll
  static void close() {
    CELLS.close();
  }

  @AfterEach
  void theNextCellWorks() {
    assertThat(CELLS.value("1 + 1")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.exit(3);",
        "Runtime.getRuntime().exit(3);",
        "Runtime.getRuntime().halt(3);",
        "java.util.function.IntConsumer end = System::exit; end.accept(3);",
        "java.util.function.IntConsumer end = Runtime.getRuntime()::halt; end.accept(3);",
        "System.class.getMethod(\"exit\", int.class).invoke(null, 3);",
        "Runtime.class.getDeclaredMethod(\"halt\", int.class).invoke(Runtime.getRuntime(), 3);",
      })
  void whatWouldEndTheProcessEndsTheCell(String source) {
    assertThat(CELLS.error(source))
        .contains("CellExit: ")
        .contains("ends the cell, not the session")
        .contains("line 1");
  }

  @Test
  void aRecursionWithoutAnEndIsShownByItsEnds() {
    String text = CELLS.error("int deeper(int n) {\n  return 1 + deeper(n + 1);\n}\ndeeper(0)");
    assertThat(text)
        .startsWith("java.lang.StackOverflowError: calls go deeper than the stack")
        .contains("at deeper (cell", "line 2)", " more\n");
    assertThat(text.lines().count()).isLessThan(40);
  }

  @Test
  void memoryThatIsUsedUpIsSaidInASentence() {
    assertThat(
            CELLS.error(
                "long[][] all = new long[100][]; for (int i = 0; i < 100; i++) all[i] = new long[1 << 30];"))
        .startsWith("java.lang.OutOfMemoryError: ")
        .contains("-Xmx");
    CELLS.completed("all = null;");
  }

  @Test
  void anExceptionWhoseMessageFailsIsShown() {
    CELLS.completed(
        "class Odd extends RuntimeException { public String getMessage() { throw this; } }");
    assertThat(CELLS.error("throw new Odd();"))
        .startsWith("Odd: (its message cannot be read: Odd)");
  }

  @Test
  void threadsThatNeverEndDoNotHoldTheSession() {
    CELLS.completed(
        """
        var waits = new java.util.concurrent.CountDownLatch(1);
        for (int i = 0; i < 50; i++) {
          Thread thread = new Thread(() -> { try { waits.await(); } catch (InterruptedException e) {} });
          thread.setDaemon(true);
          thread.start();
        }
        """);
    assertThat(CELLS.value("waits.getCount()")).isEqualTo(1L);
    CELLS.completed("waits.countDown();");
  }

  @Test
  void aClassMayBeDefinedAgainAndAgain() {
    redefine(8);
  }

  @Test
  @Tag("slow")
  void twoThousandRedefinitionsLeaveTheHeapFlat() {
    redefine(500);
    long before = usedAfterCollection();
    redefine(1_500);
    assertThat(usedAfterCollection() - before).isLessThan(8L << 20);
  }

  @Test
  void whatAVariableHeldCanGoWhenItIsDefinedAnew() throws InterruptedException {
    CELLS.completed("class Large { byte[] much = new byte[1 << 20]; }\nLarge large = new Large();");
    ReferenceQueue<@Nullable Object> gone = new ReferenceQueue<>();
    WeakReference<@Nullable Object> held = new WeakReference<>(CELLS.value("large"), gone);
    assertThat(held.get()).isNotNull();
    CELLS.completed("Large large = null;");
    boolean isGone = false;
    for (int i = 0; i < 100 && !isGone; i++) {
      System.gc();
      isGone = gone.remove(50) != null;
    }
    assertThat(isGone).isTrue();
  }

  private static void redefine(int times) {
    for (int i = 0; i < times; i++) {
      CELLS.completed(
          "class Again { int version() { return " + i + "; } byte[] much = new byte[1 << 20]; }");
      assertThat(CELLS.value("Again again = new Again(); again.version()")).isEqualTo(i);
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
