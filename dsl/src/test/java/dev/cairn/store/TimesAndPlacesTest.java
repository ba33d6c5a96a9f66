package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing depends on clocks, on the times of files, or on where a run lies. */
class TimesAndPlacesTest {
  @TempDir Path temporary;
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("runs/sft");
  }

  @Test
  void aClockThatGoesBackwardsChangesNeitherTheLatestNorWhatIsKept() throws IOException {
    AtomicLong seconds = new AtomicLong(1_000_000_000);
    InstantSource backwards = () -> Instant.ofEpochSecond(seconds.getAndAdd(-86_400));
    try (CheckpointStore store = open(run, backwards)) {
      saveFive(store);
      assertAsSaved(store);
      assertThat(store.newestValid()).map(Checkpoint::step).contains(500L);
    }
    try (CheckpointStore store = open(run, backwards)) {
      assertAsSaved(store);
      store.rewindTo(store.directory().checkpoint(400).orElseThrow(), "asked for");
      assertThat(store.directory().metrics()).extracting(MetricsLine::step).containsExactly(350L);
    }
  }

  @Test
  void whatIsOlderThanTheRuleSaysBeforeTheNewestGoesWhateverTheClockSaysBetween()
      throws IOException {
    StoreSettings aWeek =
        new StoreSettings(
            Retention.of(new KeepRule.KeepYoung(Duration.ofDays(7))),
            Optional.empty(),
            WhenDiskFull.STOP);
    Instant begin = Instant.parse("2026-03-01T00:00:00Z");
    for (int day : new int[] {0, 3, 8, 2}) {
      Instant now = begin.plus(Duration.ofDays(day));
      try (CheckpointStore store =
          CheckpointStore.open(run, aWeek, event -> {}, WatchedDisk.unforced(), () -> now)) {
        store.save(
            Contents.unevaluated(store.directory().latest().map(Checkpoint::step).orElse(0L) + 1));
      }
    }
    assertThat(RunDirectory.at(run).checkpoints())
        .extracting(Checkpoint::step)
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void timesOfFilesThatAreAllTheSameChangeNothing() throws IOException {
    try (CheckpointStore store = open(run, InstantSource.system())) {
      saveFive(store);
    }
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, FileTime.fromMillis(0));
      }
    }
    try (CheckpointStore store = open(run, InstantSource.system())) {
      assertAsSaved(store);
      store.save(Contents.evaluated(600, 0.8));
      assertThat(store.directory().checkpoints())
          .extracting(Checkpoint::step)
          .containsExactly(200L, 500L, 600L);
    }
  }

  @Test
  void aRunThatWasMovedGoesOnWhereItLies() throws IOException {
    try (CheckpointStore store = open(run, InstantSource.system())) {
      saveFive(store);
    }
    Path moved = temporary.resolve("moved");
    Files.move(run, moved);
    try (CheckpointStore store = open(moved, InstantSource.system())) {
      assertAsSaved(store);
      assertThat(store.newestValid().orElseThrow().path())
          .isEqualTo(moved.resolve("checkpoint-500"));
    }
  }

  @Test
  void noFileOfARunNamesThePlaceWhereItLies() throws IOException {
    try (CheckpointStore store = open(run, InstantSource.system())) {
      saveFive(store);
      store.rewindTo(store.directory().checkpoint(400).orElseThrow(), "asked for");
      store.status(RunStatus.of(RunStatus.State.RUNNING, 400));
    }
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
            .as("%s", path)
            .doesNotContain(temporary.toString());
      }
    }
    assertThat(Files.readSymbolicLink(run.resolve(Layout.LATEST)).isAbsolute()).isFalse();
  }

  @Test
  void aCopyOfARunLivesItsOwnLifeBesideIt() throws IOException {
    try (CheckpointStore store = open(run, InstantSource.system())) {
      saveFive(store);
    }
    Path copy = temporary.resolve("copy");
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(run.relativize(path)), LinkOption.NOFOLLOW_LINKS);
      }
    }
    try (CheckpointStore original = open(run, InstantSource.system());
        CheckpointStore copied = open(copy, InstantSource.system())) {
      copied.save(Contents.evaluated(600, 0.1));
      assertAsSaved(original);
      assertThat(copied.directory().best()).map(Checkpoint::step).contains(600L);
    }
  }

  @Test
  void ofManyThatComeAtOnceOneGetsTheRun() throws Exception {
    int count = 8;
    CyclicBarrier together = new CyclicBarrier(count);
    Callable<Optional<CheckpointStore>> opening =
        () -> {
          together.await();
          try {
            return Optional.of(open(run, InstantSource.system()));
          } catch (RunInUseException inUse) {
            return Optional.empty();
          }
        };
    List<CheckpointStore> opened = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Callable<Optional<CheckpointStore>>> openings = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        openings.add(opening);
      }
      for (Future<Optional<CheckpointStore>> future : threads.invokeAll(openings)) {
        future.get().ifPresent(opened::add);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(opened).hasSize(1);
    opened.get(0).close();
  }

  private static void saveFive(CheckpointStore store) throws IOException {
    double[] losses = {0.9, 0.3, 0.7, 0.6, 0.5};
    for (int i = 0; i < losses.length; i++) {
      store.save(Contents.evaluated(100L * (i + 1), losses[i]));
      if (i == 2) {
        store.metrics().append(350, 3.5, Map.of("loss", 1.0));
      }
    }
    store.metrics().append(550, 5.5, Map.of("loss", 1.0));
  }

  private static void assertAsSaved(CheckpointStore store) throws IOException {
    RunDirectory directory = store.directory();
    assertThat(directory.checkpoints())
        .extracting(Checkpoint::step)
        .containsExactly(200L, 400L, 500L);
    assertThat(directory.latest()).map(Checkpoint::step).contains(500L);
    assertThat(directory.best()).map(Checkpoint::step).contains(200L);
    assertThat(directory.metrics()).extracting(MetricsLine::step).startsWith(350L);
  }

  private static CheckpointStore open(Path directory, InstantSource clock) throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(2)),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP);
    return CheckpointStore.open(directory, settings, event -> {}, WatchedDisk.unforced(), clock);
  }
}
