package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.store.WatchedDisk.Operation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  private static final Set<Operation> TAKES_SPACE =
      EnumSet.of(
          Operation.CREATE_DIRECTORY,
          Operation.CREATE,
          Operation.WRITE,
          Operation.APPEND,
          Operation.FORCE,
          Operation.FORCE_DIRECTORY,
          Operation.RENAME,
          Operation.LINK,
          Operation.HARD_LINK);

  @TempDir Path temporary;
  private final List<StoreEvent> events = new ArrayList<>();
  private long operationsLeft = Long.MAX_VALUE;
  private long usable = Long.MAX_VALUE;

  @Test
  void whereverItFillsUpARunThatGoesOnLosesNothing() throws IOException {
    int failures = 0;
    while (filledUpAt(failures)) {
      failures++;
    }
    assertThat(failures).isGreaterThan(15);
  }

  private boolean filledUpAt(int operation) throws IOException {
    events.clear();
    try (CheckpointStore store = open("full-at-" + operation, WhenDiskFull.CONTINUE)) {
      store.save(Contents.evaluated(100, 0.5));
      operationsLeft = operation;
      store.save(Contents.evaluated(200, 0.4));
      boolean full = operationsLeft < 0;
      assertThat(events.stream().anyMatch(StoreEvent.SaveFailed.class::isInstance)).isEqualTo(full);
      assertNothingLost(store);
      operationsLeft = Long.MAX_VALUE;
      assertThat(store.save(Contents.evaluated(300, 0.3))).isPresent();
      assertThat(store.directory().best()).map(Checkpoint::step).contains(300L);
      return full;
    }
  }

  private static void assertNothingLost(CheckpointStore store) throws IOException {
    for (Checkpoint checkpoint : store.directory().checkpoints()) {
      try (CheckpointReader reader = checkpoint.open()) {
        assertThat(reader.faults()).isEmpty();
      }
    }
    assertThat(store.directory().latest()).isPresent();
    assertThat(store.directory().best()).isPresent();
    assertThat(new LocalDisk().list(store.directory().path())).noneMatch(Layout::isUnfinished);
  }

  @Test
  void aRunThatIsToStopStopsWithTheReason() throws IOException {
    try (CheckpointStore store = open("stops", WhenDiskFull.STOP)) {
      operationsLeft = 3;
      assertThatThrownBy(() -> store.save(Contents.unevaluated(100)))
          .isInstanceOf(CheckpointFailedException.class)
          .hasMessage(
              store.directory().path().resolve("checkpoint-100")
                  + ": No space left on device; free some and run again,"
                  + " older checkpoints are whole");
    }
  }

  @Test
  void aCheckpointThatWillNotFitIsNotBegun() throws IOException {
    try (CheckpointStore store = open("too-small", WhenDiskFull.CONTINUE)) {
      usable = 10;
      operationsLeft = 0;
      assertThat(store.save(Contents.unevaluated(100))).isEmpty();
      assertThat(events.get(1))
          .isInstanceOfSatisfying(
              StoreEvent.SaveFailed.class,
              failed ->
                  assertThat(failed.reason())
                      .matches("no space left on device: [\\d,]+ bytes are needed, 10 are free"));
      assertThat(operationsLeft).isZero();
    }
  }

  @Test
  void aLineOfMetricsThatDoesNotFitIsReportedOnceAndTheNextOneIsWhole() throws IOException {
    try (CheckpointStore store = open("metrics", WhenDiskFull.CONTINUE)) {
      store.metrics().append(1, 0.1, Map.of("loss", 1.0));
      operationsLeft = 0;
      store.metrics().append(2, 0.2, Map.of("loss", 2.0));
      store.metrics().append(3, 0.3, Map.of("loss", 3.0));
      operationsLeft = Long.MAX_VALUE;
      store.metrics().append(4, 0.4, Map.of("loss", 4.0));
      assertThat(store.directory().metrics()).extracting(MetricsLine::step).containsExactly(1L, 4L);
      assertThat(events).hasOnlyElementsOfType(StoreEvent.SaveFailed.class).hasSize(1);
    }
  }

  @Test
  void anotherFailureStopsARunThatWouldGoOnWithoutSpace() throws IOException {
    AtomicBoolean dying = new AtomicBoolean();
    Disk broken =
        new WatchedDisk(
            (operation, path) -> {
              if (operation == Operation.FORCE && dying.get()) {
                throw new FileSystemException(path.toString(), null, "Input/output error");
              }
            });
    try (CheckpointStore store = open("broken", WhenDiskFull.CONTINUE, broken)) {
      dying.set(true);
      assertThatThrownBy(() -> store.save(Contents.unevaluated(100)))
          .isInstanceOf(CheckpointFailedException.class)
          .hasMessage(store.directory().path().resolve("checkpoint-100") + ": Input/output error");
      assertThat(store.directory().checkpoints()).isEmpty();
    }
  }

  @Test
  void theBestIsKeptWhereNoPointerCanBeWritten() throws IOException {
    AtomicBoolean full = new AtomicBoolean(true);
    try (CheckpointStore store = open("unpointed", WhenDiskFull.CONTINUE, withoutPointers(full))) {
      store.save(Contents.evaluated(100, 0.9));
      store.save(Contents.evaluated(200, 0.4));
      store.save(Contents.evaluated(300, 0.7));
      assertThat(store.directory().checkpoints())
          .extracting(Checkpoint::step)
          .containsExactly(200L, 300L);
    }
  }

  @Test
  void whatBestPointsToIsKeptWhileThePointerCannotMove() throws IOException {
    AtomicBoolean full = new AtomicBoolean();
    try (CheckpointStore store = open("stuck", WhenDiskFull.CONTINUE, withoutPointers(full))) {
      store.save(Contents.evaluated(100, 0.9));
      full.set(true);
      store.save(Contents.evaluated(200, 0.4));
      assertThat(store.directory().best()).map(Checkpoint::step).contains(100L);
    }
  }

  private static Disk withoutPointers(AtomicBoolean full) {
    return new WatchedDisk(
        (operation, path) -> {
          boolean pointer = operation == Operation.LINK || operation == Operation.CREATE;
          if (full.get() && pointer && Layout.isUnfinished(path)) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
          }
        });
  }

  private CheckpointStore open(String name, WhenDiskFull whenDiskFull) throws IOException {
    operationsLeft = Long.MAX_VALUE;
    return open(name, whenDiskFull, new WatchedDisk(this::takeSpace, () -> usable));
  }

  private CheckpointStore open(String name, WhenDiskFull whenDiskFull, Disk disk)
      throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(1)),
            Optional.of(BestBy.of("eval_loss")),
            whenDiskFull);
    return CheckpointStore.open(
        temporary.resolve(name), settings, events::add, disk, InstantSource.system());
  }

  private void takeSpace(Operation operation, Path path) throws IOException {
    if (TAKES_SPACE.contains(operation)) {
      operationsLeft--;
      if (operationsLeft < 0) {
        throw new FileSystemException(path.toString(), null, "No space left on device");
      }
    }
  }
}
