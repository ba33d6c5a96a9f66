package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundSaverTest {
  private static final int FLOATS = 1000;
  private static final long ENOUGH = 1 << 20;

  @TempDir Path temporary;
  private final List<StoreEvent> events = new CopyOnWriteArrayList<>();
  private final ByteBuffer weights =
      ByteBuffer.allocateDirect(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile boolean gated;
  private volatile boolean full;
  private CheckpointStore store;

  @BeforeEach
  void open() throws IOException {
    WatchedDisk disk = new WatchedDisk((operation, path) -> pass(operation));
    store =
        CheckpointStore.open(
            temporary.resolve("run"),
            new StoreSettings(
                Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.STOP),
            events::add,
            disk,
            InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    gate.countDown();
    store.close();
  }

  @Test
  void whatIsWrittenAreTheValuesOfTheCallNotLaterOnes() throws IOException {
    gated = true;
    try (BackgroundSaver saver = saver(WhenBusy.WAIT, ENOUGH)) {
      fill(1);
      saver.save(content(1));
      fill(2);
      assertThat(store.directory().checkpoints()).isEmpty();
      gate.countDown();
    }
    assertThat(savedValues(1)).containsOnly(1f);
  }

  @Test
  void aSecondSaveWaitsForTheFirstAndSaysSo() throws IOException {
    gated = true;
    try (BackgroundSaver saver = saver(WhenBusy.WAIT, ENOUGH)) {
      fill(1);
      saver.save(content(1));
      Thread opener = new Thread(this::openTheGateWhenSomeoneWaits);
      opener.start();
      assertThat(saver.ready(2)).isTrue();
      assertThat(store.directory().latest()).map(Checkpoint::step).contains(1L);
      fill(2);
      saver.save(content(2));
    }
    assertThat(savedValues(1)).containsOnly(1f);
    assertThat(savedValues(2)).containsOnly(2f);
    assertThat(kinds()).containsSubsequence("Waiting", "Saved", "Saving", "Saved");
  }

  @Test
  void whereBusySavesAreSkippedTheSecondIsAndSaysSo() throws IOException {
    gated = true;
    try (BackgroundSaver saver = saver(WhenBusy.SKIP, ENOUGH)) {
      saver.save(content(1));
      assertThat(saver.ready(2)).isFalse();
      gate.countDown();
      saver.finish();
      assertThat(saver.ready(3)).isTrue();
    }
    assertThat(kinds()).contains("SaveSkipped").doesNotContain("Waiting");
  }

  @Test
  void closeFinishesWhatIsUnderWay() throws IOException {
    BackgroundSaver saver = saver(WhenBusy.WAIT, ENOUGH);
    saver.save(content(1));
    saver.close();
    assertThat(store.directory().latest()).map(Checkpoint::step).contains(1L);
  }

  @Test
  void aFailureIsThrownAtTheNextCallAndOnce() throws IOException {
    full = true;
    try (BackgroundSaver saver = saver(WhenBusy.WAIT, ENOUGH)) {
      saver.save(content(1));
      assertThatThrownBy(() -> saver.ready(2))
          .isInstanceOf(CheckpointFailedException.class)
          .hasMessageContaining("no space left on device");
      full = false;
      saver.save(content(2));
    }
    assertThat(store.directory().latest()).map(Checkpoint::step).contains(2L);
  }

  @Test
  void aStateThatIsTooLargeForTheMemoryIsWrittenWhileTrainingWaits() throws IOException {
    try (BackgroundSaver saver = saver(WhenBusy.WAIT, FLOATS)) {
      saver.prepare(content(1).files());
      fill(1);
      saver.save(content(1));
      assertThat(store.directory().latest()).map(Checkpoint::step).contains(1L);
    }
    assertThat(kinds()).startsWith("TooLargeToCopy", "Saving").doesNotContain("SetAside");
  }

  @Test
  void theMemoryIsSetAsideBeforeTheFirstSaveAndOnlyOnce() throws IOException {
    try (BackgroundSaver saver = saver(WhenBusy.WAIT, ENOUGH)) {
      saver.prepare(content(1).files());
      assertThat(events).containsExactly(new StoreEvent.SetAside(FLOATS * Float.BYTES));
      saver.save(content(1));
      saver.save(content(2));
    }
    assertThat(kinds()).containsOnlyOnce("SetAside");
  }

  @Test
  void withoutMemoryASaveIsDurableWhenTheCallReturns() throws IOException {
    try (BackgroundSaver saver = saver(WhenBusy.WAIT, 0)) {
      saver.save(content(1));
      assertThat(store.directory().latest()).map(Checkpoint::step).contains(1L);
    }
    assertThat(kinds()).doesNotContain("TooLargeToCopy", "SetAside");
  }

  private BackgroundSaver saver(WhenBusy whenBusy, long memory) {
    return new BackgroundSaver(store, whenBusy, memory, events::add);
  }

  private CheckpointContent content(long step) {
    NamedTensor tensor = MemoryTensor.of("w", DType.F32, Shape.of(FLOATS), weights.duplicate());
    return new CheckpointContent(
        step,
        0,
        Map.of(),
        false,
        List.of(new CheckpointFile.Tensors(Contents.MODEL, List.of(tensor))),
        Optional.empty());
  }

  private void fill(float value) {
    for (int i = 0; i < FLOATS; i++) {
      weights.putFloat(i * Float.BYTES, value);
    }
  }

  private List<Float> savedValues(long step) throws IOException {
    try (CheckpointReader reader = store.directory().checkpoint(step).orElseThrow().open()) {
      NamedTensor tensor = reader.tensors(Contents.MODEL).values().iterator().next();
      ByteBuffer bytes = ByteBuffer.allocate(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      tensor.read(0, bytes);
      return Stream.iterate(0, i -> i + 1)
          .limit(FLOATS)
          .map(i -> bytes.getFloat(i * Float.BYTES))
          .toList();
    }
  }

  private Stream<String> kindsStream() {
    return events.stream().map(event -> event.getClass().getSimpleName());
  }

  private List<String> kinds() {
    return kindsStream().toList();
  }

  private void openTheGateWhenSomeoneWaits() {
    while (kindsStream().noneMatch("Waiting"::equals)) {
      Thread.onSpinWait();
    }
    gate.countDown();
  }

  private void pass(WatchedDisk.Operation operation) throws IOException {
    if (operation != WatchedDisk.Operation.CREATE) {
      return;
    }
    if (full) {
      throw new FileSystemException("x", null, IoReason.NO_SPACE);
    }
    if (gated) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
