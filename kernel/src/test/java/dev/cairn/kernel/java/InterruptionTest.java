package dev.cairn.kernel.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.CellOutcome.Completed;
import dev.cairn.kernel.cell.CellOutcome.Interrupted;
import dev.cairn.kernel.cell.Interruption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptionTest {
  private static final Cells CELLS = new Cells();

  @BeforeAll
  static void imports() {
    CELLS.completed(
        """
        import dev.cairn.kernel.java.Signal;
        import java.util.stream.*;
        import java.util.concurrent.*;
        int kept = 7;
        void recur(int n) { try { recur(n + 1); } catch (Throwable t) { recur(n); } }
        """);
  }

  @AfterAll
  static void close() {
    CELLS.close();
  }

  @BeforeEach
  void reset() {
    Signal.reset();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "long n = 0; for (;;) { n++; }",
        "while (true) { try { while (true) {} } catch (Throwable t) {} }",
        "for (;;) try { Integer.parseInt(\"x\"); } catch (Throwable t) { continue; }",
        "Stream.iterate(1, i -> i + 1).forEach(i -> {});",
        "IntStream.range(0, 1_000_000).parallel().forEach(i -> { while (true) {} });",
        "recur(0);",
        "Thread.sleep(100_000);",
        "while (true) { try { Thread.sleep(100_000); } catch (InterruptedException e) {} }",
        "synchronized (Signal.class) { Signal.class.wait(); }",
        "new CountDownLatch(1).await();",
        "do { switch (kept) { case 7: continue; default: break; } } while (true);",
      })
  void aCellThatNeverEndsIsStoppedSoonAndTheSessionGoesOn(String loop) throws Exception {
    CompletableFuture<CellOutcome> cell = start("Signal.begun();\n" + loop);
    long before = System.nanoTime();
    Interruption.interrupt();
    assertThat(cell.get(20, TimeUnit.SECONDS)).isEqualTo(new Interrupted());
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(CELLS.value("kept")).isEqualTo(7);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aThreadThatTheCellStartedIsStoppedToo() throws Exception {
    CompletableFuture<CellOutcome> cell =
        start(
            """
            Thread busy = new Thread(() -> {
              try {
                Signal.begun();
                while (true) {}
              } finally {
                Signal.ended();
              }
            });
            busy.start();
            busy.join();
            """);
    Interruption.interrupt();
    assertThat(cell.get(20, TimeUnit.SECONDS)).isEqualTo(new Interrupted());
    assertThat(Signal.awaitEnded()).isTrue();
    CELLS.completed("busy.join();");
  }

  @Test
  void nothingOfAnInterruptIsLeftToTheNextCell() throws Exception {
    CompletableFuture<CellOutcome> cell = start("Signal.begun(); while (true) {}");
    Interruption.interrupt();
    cell.get(20, TimeUnit.SECONDS);
    assertThat(CELLS.engine.run("Thread.sleep(1); for (int i = 0; i < 10; i++) {} 5"))
        .isEqualTo(new Completed(5, java.util.List.of()));
    Interruption.interrupt();
    assertThat(CELLS.value("Thread.sleep(1); 6")).isEqualTo(6);
  }

  private static CompletableFuture<CellOutcome> start(String source) throws InterruptedException {
    CompletableFuture<CellOutcome> outcome = new CompletableFuture<>();
    Thread runner = new Thread(() -> outcome.complete(CELLS.engine.run(source)), "cells");
    runner.start();
    assertThat(Signal.awaitBegun()).isTrue();
    return outcome;
  }
}
