package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PoorFileSystemTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path temporary;
  private final List<StoreEvent> events = new ArrayList<>();
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("sft");
  }

  @ParameterizedTest
  @EnumSource
  void savingReplacingPruningAndGoingBackWorkWhateverIsTakenAway(Poverty poverty)
      throws IOException {
    try (CheckpointStore store = open(poverty)) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.evaluated(200, 0.9));
      store.save(Contents.evaluated(200, 0.8));
      store.save(Contents.evaluated(300, 0.7));
      store.rewindTo(store.directory().checkpoint(200).orElse(null), "asked for");
      store.save(Contents.evaluated(400, 0.4));
      assertThat(store.newestValid()).map(Checkpoint::step).contains(400L);
      assertThat(store.directory().best()).map(Checkpoint::step).contains(400L);
    }
    try (CheckpointStore store = open(poverty)) {
      assertThat(store.directory().latest()).map(Checkpoint::step).contains(400L);
      assertThat(store.directory().checkpoints()).allMatch(Checkpoint::valid);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NO_LOCKS, no locks",
    "NO_LINKS, no symbolic links",
    "NO_LINKS, no hard links",
    "NO_RENAMED_DIRECTORIES, no rename of directories",
    "NO_FORCED_DIRECTORIES, no forcing of directories"
  })
  void whatIsLackingIsSaidInOneNotice(Poverty poverty, String words) throws IOException {
    open(poverty).close();
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            StoreEvent.PoorFileSystem.class, poor -> assertThat(poor.lacking()).contains(words));
  }

  @Test
  void aGoodFileSystemIsNoNews() throws IOException {
    open(Poverty.NONE).close();
    assertThat(events).isEmpty();
  }

  @Test
  void whereFilesCannotBeForcedTheErrorNamesTheWayOut() {
    WatchedDisk.Watch unforceable =
        (operation, path) -> {
          if (operation == WatchedDisk.Operation.FORCE) {
            throw new FileSystemException(path.toString(), null, "Function not implemented");
          }
        };
    assertThatThrownBy(() -> open(unforceable, InstantSource.fixed(NOW)))
        .isInstanceOf(CheckpointFailedException.class)
        .hasMessage(
            run
                + " cannot hold a run (Function not implemented);"
                + " keep the run on a local disk, and write backupTo(\""
                + run
                + "\")");
  }

  @ParameterizedTest
  @CsvSource({"APPEND, append to a file", "RENAME, replace a file by a rename"})
  void whereFilesCannotGrowOrBeReplacedTheErrorNamesTheWayOut(
      WatchedDisk.Operation refused, String words) {
    WatchedDisk.Watch poor =
        (operation, path) -> {
          if (operation == refused) {
            throw new FileSystemException(path.toString(), null, "Operation not supported");
          }
        };
    assertThatThrownBy(() -> open(poor, InstantSource.fixed(NOW)))
        .isInstanceOf(CheckpointFailedException.class)
        .hasMessage(
            run
                + " cannot hold a run (it cannot "
                + words
                + "); keep the run on a local disk, and write backupTo(\""
                + run
                + "\")");
  }

  @Test
  void whereFilesCannotBeReplacedABackupLivesAllTheSame() throws IOException {
    Path mirror = temporary.resolve("bucket/sft");
    Disk bucket =
        new WatchedDisk(
            (operation, path) -> {
              boolean refused =
                  operation == WatchedDisk.Operation.RENAME
                      || operation == WatchedDisk.Operation.APPEND
                      || operation == WatchedDisk.Operation.LOCK
                      || operation == WatchedDisk.Operation.LINK;
              if (refused && path.startsWith(mirror)) {
                throw new FileSystemException(path.toString(), null, "Operation not supported");
              }
            });
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(1)),
            Optional.empty(),
            WhenDiskFull.STOP,
            DiskCare.DEFAULT,
            Optional.of(mirror));
    for (long step = 100; step <= 300; step += 100) {
      try (CheckpointStore store =
          CheckpointStore.open(run, settings, events::add, bucket, InstantSource.system())) {
        store.save(Contents.unevaluated(step));
      }
    }
    assertThat(events).noneMatch(StoreEvent.BackupFailed.class::isInstance);
    assertThat(RunDirectory.at(mirror).checkpoints())
        .singleElement()
        .matches(Checkpoint::valid)
        .matches(checkpoint -> checkpoint.step() == 300);
    assertThat(RunDirectory.at(mirror).history()).isNotEmpty();
  }

  @Test
  void withoutLocksAYoungHeartbeatOfAnotherHostIsAHolder() throws IOException {
    heartbeat("7 colab-1 " + NOW.minusSeconds(59) + " 7-abc");
    assertThatThrownBy(() -> open(Poverty.NO_LOCKS, InstantSource.fixed(NOW)))
        .isInstanceOf(RunInUseException.class)
        .hasMessageContaining("is in use by process 7 on colab-1");
  }

  @ParameterizedTest
  @CsvSource({"-60", "-86400", "3600"})
  void withoutLocksAnOldHeartbeatIsTakenOverWhicheverWayClocksDiffer(long seconds)
      throws IOException {
    Instant then = NOW.plusSeconds(seconds);
    heartbeat("7 colab-1 " + then + " 7-abc");
    try (CheckpointStore store = open(Poverty.NO_LOCKS, InstantSource.fixed(NOW))) {
      assertThat(store.save(Contents.unevaluated(100))).isPresent();
    }
    assertThat(events).contains(new StoreEvent.TakenOver(run, 7, "colab-1", then));
  }

  @Test
  void withoutLocksAProcessOfThisHostThatIsGoneIsNotWaitedFor() throws IOException {
    heartbeat("%d %s %s 9-abc".formatted(Integer.MAX_VALUE, Holder.current().host(), NOW));
    open(Poverty.NO_LOCKS, InstantSource.fixed(NOW)).close();
  }

  @Test
  void withoutLocksAClosedRunIsFreeAtOnce() throws IOException {
    open(Poverty.NO_LOCKS).close();
    assertThat(Heartbeat.read(run.resolve(Layout.LOCK))).isEmpty();
    open(Poverty.NO_LOCKS).close();
    assertThat(events).noneMatch(StoreEvent.TakenOver.class::isInstance);
  }

  @Test
  void withoutLocksASecondStoreOfThisProcessIsRefused() throws IOException {
    try (CheckpointStore store = open(Poverty.NO_LOCKS)) {
      assertThatThrownBy(() -> open(Poverty.NO_LOCKS)).isInstanceOf(RunInUseException.class);
      assertThat(store.save(Contents.unevaluated(100))).isPresent();
    }
  }

  @Test
  void whoSleptPastTheHeartbeatAndWasTakenOverSavesNoMore() throws IOException {
    List<Instant> now = new ArrayList<>(List.of(NOW));
    InstantSource clock = () -> now.get(now.size() - 1);
    try (CheckpointStore store = open(Poverty.NO_LOCKS, clock)) {
      now.add(NOW.plus(Duration.ofMinutes(5)));
      heartbeat("7 colab-1 " + clock.instant() + " 7-abc");
      assertThatThrownBy(() -> store.save(Contents.unevaluated(100)))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining("process 7 on colab-1");
    }
    assertThat(Heartbeat.read(run.resolve(Layout.LOCK)).orElseThrow().token()).isEqualTo("7-abc");
  }

  @Test
  void whoSleptAndWasNotTakenOverGoesOn() throws IOException {
    List<Instant> now = new ArrayList<>(List.of(NOW));
    InstantSource clock = () -> now.get(now.size() - 1);
    try (CheckpointStore store = open(Poverty.NO_LOCKS, clock)) {
      now.add(NOW.plus(Duration.ofMinutes(5)));
      assertThat(store.save(Contents.unevaluated(100))).isPresent();
      assertThat(Heartbeat.read(run.resolve(Layout.LOCK)).orElseThrow().time())
          .isEqualTo(clock.instant());
    }
  }

  private void heartbeat(String line) throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve(Layout.LOCK), line + "\n");
  }

  private CheckpointStore open(WatchedDisk.Watch watch) throws IOException {
    return open(watch, InstantSource.system());
  }

  private CheckpointStore open(WatchedDisk.Watch watch, InstantSource clock) throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(2)),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP);
    return CheckpointStore.open(run, settings, events::add, new WatchedDisk(watch), clock);
  }
}
