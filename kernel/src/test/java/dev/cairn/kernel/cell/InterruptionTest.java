package dev.cairn.kernel.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An interrupt as library code sees it: no code of a cell's is on the stack. */
class InterruptionTest {
  private static final long SECONDS = 20;

  @Test
  void whatHandlesAnInterruptIsToldEachTimeAndIsNotInterrupted() throws Exception {
    Semaphore asked = new Semaphore(0);
    try (RunningCell cell = RunningCell.begin()) {
      Interruption.handledBy(
          asked::release,
          () -> {
            Interruption.interrupt();
            Interruption.interrupt();
            assertThat(asked.tryAcquire(2, SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
          });
      assertThat(cell.interrupted()).isFalse();
    }
  }

  @Test
  void anInterruptOfWhatIsShieldedComesAfterIt() throws Exception {
    try (RunningCell cell = RunningCell.begin()) {
      Interruption.shielded(
          () -> {
            Interruption.interrupt();
            assertThat(cell.interrupted()).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
          });
      assertThat(cell.interrupted()).isTrue();
      awaitInterrupt();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatSavesInAFinallyBlockSeesNothingOfTheInterruptThatLedThere() throws Exception {
    try (RunningCell cell = RunningCell.begin()) {
      Interruption.interrupt();
      awaitInterrupt();
      Interruption.shielded(
          () -> assertThat(new CountDownLatch(1).await(120, TimeUnit.MILLISECONDS)).isFalse());
      assertThat(cell.interrupted()).isTrue();
    }
  }

  @Test
  void theInnermostHandlerCounts() throws Exception {
    List<String> asked = new ArrayList<>();
    try (RunningCell cell = RunningCell.begin()) {
      Interruption.handledBy(
          () -> asked.add("outer"),
          () -> {
            Interruption.handledBy(() -> asked.add("inner"), Interruption::interrupt);
            Interruption.interrupt();
          });
      assertThat(cell.interrupted()).isFalse();
    }
    assertThat(asked).containsExactly("inner", "outer");
  }

  @Test
  void aThreadThatALibraryStartedIsLeftAlone() throws Exception {
    CountDownLatch works = new CountDownLatch(1);
    Thread saver;
    try (RunningCell cell = RunningCell.begin()) {
      saver = new Thread(() -> awaitQuietly(works));
      saver.start();
      Interruption.interrupt();
      awaitInterrupt();
      assertThat(cell.interrupted()).isTrue();
    }
    assertThat(saver.isInterrupted()).isFalse();
    assertThat(saver.isAlive()).isTrue();
    works.countDown();
    saver.join();
  }

  @Test
  void aCellInsideOfACellIsTheSame() {
    try (RunningCell outer = RunningCell.begin(41)) {
      try (RunningCell inner = RunningCell.begin(42)) {
        assertThat(inner).isSameAs(outer);
      }
      assertThat(RunningCell.current()).contains(outer);
      assertThat(outer.number()).isEqualTo(41);
    }
    assertThat(RunningCell.current()).isEmpty();
  }

  @Test
  void withoutACellThereIsNothingToStop() throws Exception {
    Interruption.interrupt();
    Interruption.shielded(Interruption::interrupt);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static void awaitInterrupt() {
    try {
      assertThat(new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException expected) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
