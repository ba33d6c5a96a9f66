package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What someone needs who trains with something else. */
class StoreAloneTest {
  @TempDir Path temporary;
  private final List<StoreEvent> events = new ArrayList<>();

  @Test
  void tensorsAndMetricsAreSavedAndLoadedWithoutFurtherAdo() throws IOException {
    try (CheckpointStore store = open(new KeepRule.KeepAll())) {
      store.save(state(1), Map.of("eval_loss", 2.0), 100, 0.5);
      store.save(state(2), Map.of("eval_loss", 3.0), 200, 1.0);
      try (CheckpointReader newest = store.load().orElseThrow();
          CheckpointReader best = store.loadBest().orElseThrow()) {
        assertThat(first(newest)).isEqualTo(2);
        assertThat(first(best)).isEqualTo(1);
      }
      assertThat(store.directory().latest().orElseThrow().epoch()).isEqualTo(1.0);
    }
  }

  @Test
  void anEmptyRunHasNothingToLoad() throws IOException {
    try (CheckpointStore store = open(new KeepRule.KeepAll())) {
      assertThat(store.load()).isEmpty();
      assertThat(store.loadBest()).isEmpty();
      assertThat(store.updateBest()).isEmpty();
      assertThat(store.cleanup()).isEmpty();
    }
  }

  @Test
  void whatIsSavedWithoutMetricsDoesNotBecomeTheBest() throws IOException {
    try (CheckpointStore store = open(new KeepRule.KeepAll())) {
      store.save(state(1), Map.of(), 100, 0);
      assertThat(store.loadBest()).isEmpty();
    }
  }

  @Test
  void theBestIsDecidedAnewWhenSomeoneDeletedIt() throws IOException {
    try (CheckpointStore store = open(new KeepRule.KeepAll())) {
      Checkpoint best = store.save(state(1), Map.of("eval_loss", 1.0), 100, 0).orElseThrow();
      store.save(state(2), Map.of("eval_loss", 2.0), 200, 0);
      new LocalDisk().deleteTree(best.path());
      assertThat(store.updateBest()).map(Checkpoint::step).contains(200L);
      assertThat(store.directory().best()).map(Checkpoint::step).contains(200L);
      assertThat(events)
          .last()
          .isInstanceOfSatisfying(
              StoreEvent.NewBest.class, event -> assertThat(event.value()).isEqualTo(2.0));
    }
  }

  @Test
  void cleaningUpDeletesWhatNewRulesLetGoAndSaysWhat() throws IOException {
    try (CheckpointStore store = open(new KeepRule.KeepAll())) {
      for (long step = 100; step <= 500; step += 100) {
        store.save(state(step), Map.of("eval_loss", (double) step), step, 0);
      }
      assertThat(store.cleanup()).isEmpty();
    }
    try (CheckpointStore store = open(new KeepRule.KeepLast(2))) {
      assertThat(store.cleanup()).extracting(Checkpoint::step).containsExactly(200L, 300L);
      assertThat(store.directory().checkpoints())
          .extracting(Checkpoint::step)
          .containsExactly(100L, 400L, 500L);
    }
  }

  @Test
  void aRunIsVerifiedWhole() throws IOException {
    try (CheckpointStore store = open(new KeepRule.KeepAll())) {
      store.save(state(1), Map.of(), 100, 0);
      store.save(state(2), Map.of(), 200, 0);
      assertThat(store.directory().verify(VerifyDepth.FILES))
          .extracting(Verified::whole)
          .containsExactly(true, true);
    }
  }

  private CheckpointStore open(KeepRule rule) throws IOException {
    return CheckpointStore.open(
        temporary.resolve("run"),
        new StoreSettings(
            Retention.of(rule), Optional.of(BestBy.of("eval_loss")), WhenDiskFull.STOP),
        events::add,
        WatchedDisk.unforced(),
        InstantSource.system());
  }

  private static List<NamedTensor> state(long value) {
    return List.of(MemoryTensor.floats("layer.weight", Shape.of(2), (float) value, 0));
  }

  private static float first(CheckpointReader reader) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Objects.requireNonNull(reader.tensors().get("layer.weight")).read(0, bytes);
    return bytes.getFloat(0);
  }
}
