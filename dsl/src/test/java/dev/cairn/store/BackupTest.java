package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  @TempDir Path temporary;
  private final List<StoreEvent> events = new ArrayList<>();
  private Path run;
  private Path backup;

  @BeforeEach
  void nameTheDirectories() {
    run = temporary.resolve("runs/sft");
    backup = temporary.resolve("other/sft");
  }

  @Test
  void theLatestAndTheBestHaveACopyWhenTheStoreIsClosed() throws IOException {
    train();
    assertThat(steps(backup)).containsExactly(200L, 400L);
    assertThat(RunDirectory.at(backup).latest()).map(Checkpoint::step).contains(400L);
    assertThat(RunDirectory.at(backup).best()).map(Checkpoint::step).contains(200L);
    for (Checkpoint copy : RunDirectory.at(backup).checkpoints()) {
      for (String file : List.of(Contents.MODEL, Contents.OPTIMIZER, Layout.MANIFEST)) {
        assertThat(copy.path().resolve(file))
            .hasSameBinaryContentAs(run.resolve(copy.name()).resolve(file));
      }
    }
    assertThat(kinds()).contains("backed_up");
  }

  @Test
  void aPinnedOneIsCopiedAndLetGoWhenItIsPinnedNoMore() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.9));
      Files.writeString(run.resolve(Layout.PINNED), "checkpoint-100 before the change\n");
      store.save(Contents.evaluated(200, 0.5));
    }
    assertThat(steps(backup)).containsExactly(100L, 200L);
    Files.delete(run.resolve(Layout.PINNED));
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(300, 0.4));
    }
    assertThat(steps(backup)).containsExactly(300L);
  }

  @Test
  void aRunWhoseDirectoryIsGoneComesBackFromItsBackup() throws IOException {
    train();
    List<HistoryEntry> lived = RunDirectory.at(backup).history();
    delete(run);
    try (CheckpointStore store = open()) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(400L);
      assertThat(store.directory().best()).map(Checkpoint::step).contains(200L);
      assertThat(store.directory().metrics()).hasSize(1);
      assertThat(store.directory().history()).startsWith(lived.toArray(new HistoryEntry[0]));
      assertThat(events).contains(new StoreEvent.Restored(run.resolve("checkpoint-400"), backup));
      assertThat(store.save(Contents.evaluated(500, 0.1))).isPresent();
    }
    assertThat(steps(backup)).containsExactly(500L);
  }

  @Test
  void aDamagedNewestCheckpointComesBackFromTheBackupAndGoesToTheTrash() throws IOException {
    train();
    Path model = run.resolve("checkpoint-400").resolve(Contents.MODEL);
    byte[] whole = Files.readAllBytes(model);
    flip(model);
    try (CheckpointStore store = open()) {
      Checkpoint newest = store.newestValid().orElseThrow();
      assertThat(newest.step()).isEqualTo(400);
      assertThat(newest.path().resolve(Contents.MODEL)).hasBinaryContent(whole);
      assertThat(run.resolve("trash/checkpoint-400")).isDirectory();
    }
  }

  @Test
  void aCopyThatIsDamagedTooIsPassedOver() throws IOException {
    train();
    delete(run);
    flip(backup.resolve("checkpoint-400").resolve(Contents.MODEL));
    try (CheckpointStore store = open()) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(200L);
    }
    assertThat(events)
        .contains(
            new StoreEvent.Skipped(
                backup.resolve("checkpoint-400"), "there is no whole copy of " + Contents.MODEL));
  }

  @Test
  void aBackupThatCannotBeReadIsAWarning() throws IOException {
    train();
    Disk unreadable =
        new WatchedDisk(
            (operation, path) -> {
              if (path.startsWith(backup)) {
                throw new FileSystemException(path.toString(), null, "Stale file handle");
              }
            });
    try (CheckpointStore store = open(run, unreadable)) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(400L);
    }
    assertThat(events).hasAtLeastOneElementOfType(StoreEvent.BackupFailed.class);
  }

  @Test
  void aTimelineThatTheRunGaveUpDoesNotComeBack() throws IOException {
    train();
    Path copies = temporary.resolve("unplugged");
    Files.move(backup, copies);
    try (CheckpointStore store = open()) {
      store.rewindTo(store.directory().checkpoint(200).orElseThrow(), "asked for");
    }
    delete(backup);
    Files.move(copies, backup);
    try (CheckpointStore store = open()) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(200L);
    }
  }

  @Test
  void aSecondRunDoesNotOverwriteTheBackupOfTheFirst() throws IOException {
    train();
    try (CheckpointStore other = open(temporary.resolve("runs/other"), WatchedDisk.unforced())) {
      assertThat(other.newestValid()).isEmpty();
      assertThat(other.save(Contents.evaluated(900, 0.1))).isPresent();
    }
    assertThat(steps(backup)).containsExactly(200L, 400L);
    assertThat(events)
        .filteredOn(StoreEvent.BackupFailed.class::isInstance)
        .singleElement()
        .hasToString(
            "BackupFailed[directory="
                + backup
                + ", reason="
                + backup
                + " holds the backup of another run, sft; name another directory in backupTo]");
  }

  @Test
  void aDiskThatFailsUnderTheBackupIsSaidOnceAndTrainingGoesOn() throws IOException {
    Disk failing =
        new WatchedDisk(
            (operation, path) -> {
              if (path.startsWith(backup)) {
                throw new FileSystemException(path.toString(), null, "Input/output error");
              }
            });
    try (CheckpointStore store = open(run, failing)) {
      store.save(Contents.evaluated(100, 0.9));
      store.save(Contents.evaluated(200, 0.5));
    }
    assertThat(steps(run)).containsExactly(100L, 200L);
    assertThat(events)
        .filteredOn(StoreEvent.BackupFailed.class::isInstance)
        .singleElement()
        .asString()
        .contains("Input/output error");
  }

  @Test
  void olderCopiesStayWhileTheNewestCannotBeCopied() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
    }
    Disk full =
        new WatchedDisk(
            (operation, path) -> {
              if (path.startsWith(backup) && path.endsWith(Contents.MODEL)) {
                throw new FileSystemException(path.toString(), null, IoReason.NO_SPACE);
              }
            });
    try (CheckpointStore store = open(run, full)) {
      store.save(Contents.evaluated(200, 0.4));
    }
    assertThat(steps(backup)).containsExactly(100L);
  }

  @Test
  void aCopyThatDiffersFromTheManifestIsNotKept() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      flip(run.resolve("checkpoint-100").resolve(Contents.MODEL));
    }
    Path other = temporary.resolve("copy");
    Files.createDirectory(other);
    assertThatThrownBy(
            () ->
                Assembly.copyOf(run.resolve("checkpoint-100"), WatchedDisk.unforced()).write(other))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageEndingWith("there is no whole copy of " + Contents.MODEL);
  }

  @Test
  void aBackupOnTheDiskOfTheRunIsWarnedOf() throws IOException {
    open().close();
    assertThat(events).containsExactly(new StoreEvent.BackupOnSameDisk(backup));
  }

  private void train() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.9));
      store.metrics().append(150, 1.5, Map.of("loss", 1.0));
      store.save(Contents.evaluated(200, 0.5));
      store.save(Contents.evaluated(300, 0.8));
      store.save(Contents.evaluated(400, 0.7));
    }
  }

  private CheckpointStore open() throws IOException {
    return open(run, WatchedDisk.unforced());
  }

  private CheckpointStore open(Path directory, Disk disk) throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(2)),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP,
            DiskCare.DEFAULT,
            Optional.of(backup));
    return CheckpointStore.open(directory, settings, events::add, disk, InstantSource.system());
  }

  private List<String> kinds() throws IOException {
    return RunDirectory.at(run).history().stream().map(HistoryEntry::kind).toList();
  }

  private static List<Long> steps(Path directory) throws IOException {
    return RunDirectory.at(directory).checkpoints().stream().map(Checkpoint::step).toList();
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private static void delete(Path directory) throws IOException {
    WatchedDisk.unforced().deleteTree(directory);
  }
}
