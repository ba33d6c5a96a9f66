package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
  /** What a save asks for beside its files. */
  private static final long ALLOWANCE = 64 * 1024;

  @TempDir Path temporary;
  private Path run;
  private long capacity = Long.MAX_VALUE;
  private final List<StoreEvent> events = new ArrayList<>();

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("sft");
  }

  @Test
  void whenShortTheOldestGoUntilTheSaveFits() throws IOException {
    try (CheckpointStore store = open(WhenDiskFull.STOP, 0, new KeepRule.KeepAll())) {
      saveFour(store);
      leaveFree(ALLOWANCE - 1000);
      assertThat(store.save(Contents.evaluated(500, 0.9))).isPresent();
      assertThat(steps(store)).startsWith(200L).doesNotContain(100L).endsWith(400L, 500L);
    }
  }

  @Test
  void whatTheRulesLetGoAfterTheSaveGoesFirst() throws IOException {
    StoreSettings everyOther =
        settings(WhenDiskFull.STOP, 0, new KeepRule.KeepEvery(200), new KeepRule.KeepLast(2));
    try (CheckpointStore store = open(everyOther)) {
      for (long step = 200; step <= 700; step += 100) {
        store.save(Contents.evaluated(step, step == 400 ? 0.1 : 0.5));
      }
      assertThat(steps(store)).containsExactly(200L, 400L, 600L, 700L);
      store.save(Contents.evaluated(900, 0.5));
      assertThat(steps(store)).containsExactly(200L, 400L, 600L, 700L, 900L);
      events.clear();
      leaveFree(ALLOWANCE + 100);
      store.save(Contents.evaluated(1000, 0.5));
      assertThat(events)
          .filteredOn(StoreEvent.Deleting.class::isInstance)
          .first()
          .isEqualTo(new StoreEvent.Deleting(run.resolve("checkpoint-700")));
      assertThat(steps(store)).containsExactly(200L, 400L, 600L, 900L, 1000L);
    }
  }

  @Test
  void latestBestAndPinnedNeverGo() throws IOException {
    try (CheckpointStore store = open(WhenDiskFull.CONTINUE, 0, new KeepRule.KeepAll())) {
      saveFour(store);
      store.pin(store.directory().checkpoint(100).orElseThrow(), "first");
      leaveFree(0);
      capacity += sizeOf("checkpoint-300") / 2;
      assertThat(store.save(Contents.evaluated(500, 0.9))).isEmpty();
      assertThat(steps(store)).containsExactly(100L, 200L, 300L, 400L);
    }
  }

  @Test
  void whereAllThatMayGoIsNotEnoughNothingGoesAndTheRunStopsIfItIsTo() throws IOException {
    try (CheckpointStore store = open(WhenDiskFull.STOP, 1_000_000, new KeepRule.KeepAll())) {
      saveFour(store);
      leaveFree(900_000);
      assertThatThrownBy(() -> store.save(Contents.evaluated(500, 0.9)))
          .isInstanceOf(CheckpointFailedException.class)
          .hasMessageMatching(
              ".*checkpoint-500: no space left on device: [\\d,]+ bytes are needed, 900,000 are"
                  + " free, of which minFreeSpace\\(\"1MB\"\\) are to stay free; free some and run"
                  + " again, older checkpoints are whole");
      assertThat(steps(store)).containsExactly(100L, 200L, 300L, 400L);
    }
  }

  @Test
  void whatMinFreeSpaceAsksForStaysFree() throws IOException {
    try (CheckpointStore store = open(WhenDiskFull.STOP, 1_000_000, new KeepRule.KeepAll())) {
      saveFour(store);
      leaveFree(1_000_000 + ALLOWANCE);
      store.save(Contents.evaluated(500, 0.9));
      assertThat(steps(store)).doesNotContain(100L);
      assertThat(capacity - used()).isGreaterThanOrEqualTo(1_000_000);
    }
  }

  @Test
  void maxBytesCutsTheOldestOfTheRest() throws IOException {
    capacity = Long.MAX_VALUE;
    StoreSettings settings = settings(WhenDiskFull.STOP, 0, new KeepRule.KeepAll());
    try (CheckpointStore store = open(settings)) {
      saveFour(store);
    }
    long one = sizeOf("checkpoint-400");
    StoreSettings limited =
        settings.with(new Retention(settings.retention().rules(), 0, 3 * one + one / 2));
    try (CheckpointStore store = open(limited)) {
      store.save(Contents.evaluated(500, 0.9));
      assertThat(steps(store)).containsExactly(200L, 400L, 500L);
    }
  }

  @Test
  void whatALinkedModelSharesWouldNotBeFree() throws IOException {
    try (CheckpointStore store = open(WhenDiskFull.CONTINUE, 0, new KeepRule.KeepAll())) {
      saveFour(store);
      Files.createLink(
          run.resolve("model.safetensors"), run.resolve("checkpoint-100/model.safetensors"));
      long needed = ALLOWANCE + store.directory().checkpoint(400).orElseThrow().bytes();
      long apparent = sizeOf("checkpoint-100") + sizeOf("checkpoint-300");
      leaveFree(needed - apparent + Files.size(run.resolve("model.safetensors")) / 2);
      assertThat(store.save(Contents.evaluated(500, 0.9))).isEmpty();
      assertThat(steps(store)).containsExactly(100L, 200L, 300L, 400L);
    }
  }

  private void saveFour(CheckpointStore store) throws IOException {
    for (long step = 100; step <= 400; step += 100) {
      store.save(Contents.evaluated(step, step == 200 ? 0.1 : 0.5));
    }
  }

  private void leaveFree(long bytes) throws IOException {
    capacity = used() + bytes;
  }

  private long used() throws IOException {
    return Footprint.of(run).apparentBytes();
  }

  private long sizeOf(String name) throws IOException {
    return Footprint.of(run.resolve(name)).apparentBytes();
  }

  private static List<Long> steps(CheckpointStore store) throws IOException {
    return store.directory().checkpoints().stream().map(Checkpoint::step).toList();
  }

  private CheckpointStore open(WhenDiskFull whenDiskFull, long minFreeSpace, KeepRule... rules)
      throws IOException {
    return open(settings(whenDiskFull, minFreeSpace, rules));
  }

  private static StoreSettings settings(
      WhenDiskFull whenDiskFull, long minFreeSpace, KeepRule... rules) {
    return new StoreSettings(
        Retention.of(rules),
        Optional.of(BestBy.of("eval_loss")),
        whenDiskFull,
        new DiskCare(minFreeSpace, Duration.ofDays(7)),
        Optional.empty());
  }

  private CheckpointStore open(StoreSettings settings) throws IOException {
    WatchedDisk disk = new WatchedDisk((operation, path) -> {}, this::usable);
    return CheckpointStore.open(run, settings, events::add, disk, InstantSource.system());
  }

  private long usable() {
    try {
      return capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - used());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
