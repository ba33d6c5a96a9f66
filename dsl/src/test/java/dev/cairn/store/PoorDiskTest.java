package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.store.WatchedDisk.Operation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are slow, closed to writing, or lack an ability. */
class PoorDiskTest {
  private static final Set<Operation> CHANGES =
      EnumSet.complementOf(EnumSet.of(Operation.LIST, Operation.USABLE_SPACE));

  @TempDir Path temporary;
  private int refusals;

  @Test
  void whereverADiskFailsOpeningSaysSoInOneLineAndTheNextOpeningSucceeds() throws IOException {
    int operations = 0;
    while (failsOrDoesWithoutAt(operations)) {
      operations++;
    }
    assertThat(operations).isGreaterThan(15);
    assertThat(refusals).isGreaterThan(5);
  }

  /** Whether opening has so many operations; what is only tried may fail, the rest may not. */
  private boolean failsOrDoesWithoutAt(int operation) throws IOException {
    Path run = leftByAKill("open-" + operation);
    int[] left = {operation};
    Disk failing =
        new WatchedDisk(
            (kind, path) -> {
              if (CHANGES.contains(kind) && left[0]-- == 0) {
                throw new FileSystemException(path.toString(), null, "Input/output error");
              }
            });
    try {
      open(run, failing, InstantSource.system()).close();
    } catch (CheckpointFailedException failure) {
      assertThat(failure.getMessage()).hasLineCount(1).contains(run.toString());
      refusals++;
    }
    try (CheckpointStore store = open(run, WatchedDisk.unforced(), InstantSource.system())) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(200L);
      assertThat(store.directory().checkpoints()).hasSize(2);
    }
    return left[0] < 0;
  }

  /** A run in which opening has everything to do: a replacement to undo, rests to sweep up. */
  private Path leftByAKill(String name) throws IOException {
    Path run = temporary.resolve(name);
    try (CheckpointStore store = open(run, WatchedDisk.unforced(), InstantSource.system())) {
      store.save(Contents.evaluated(100, 0.4));
      store.save(Contents.evaluated(200, 0.5));
    }
    Path trash = Files.createDirectory(run.resolve(Layout.TRASH));
    Files.move(run.resolve("checkpoint-200"), trash.resolve(".replaced-1-a-checkpoint-200"));
    Files.createDirectory(trash.resolve(".deleting-1-b-checkpoint-50"));
    Files.createDirectory(run.resolve(".saving-1-c"));
    Files.delete(run.resolve(Layout.BEST));
    return run;
  }

  @Test
  void aSlowDiskChangesNothingButTimes() throws IOException {
    List<Checkpoint> quick = saveThree("quick", WatchedDisk.unforced(), InstantSource.system());
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    Disk slow = new WatchedDisk((operation, path) -> now[0] = now[0].plusSeconds(60));
    List<Checkpoint> slowly = saveThree("slow", slow, () -> now[0]);
    assertThat(slowly)
        .usingRecursiveComparison()
        .ignoringFields("path", "savedAt")
        .isEqualTo(quick);
    assertThat(slowly).isSortedAccordingTo((a, b) -> a.savedAt().compareTo(b.savedAt()));
  }

  @Test
  void withoutLinksOfAnyKindEverythingIsSaved() throws IOException {
    Disk linkless =
        new WatchedDisk(
            (operation, path) -> {
              if (operation == Operation.LINK || operation == Operation.HARD_LINK) {
                throw new UnsupportedOperationException("no links here");
              }
            });
    List<Checkpoint> linked = saveThree("links", WatchedDisk.unforced(), InstantSource.system());
    assertThat(saveThree("linkless", linkless, InstantSource.system()))
        .usingRecursiveComparison()
        .ignoringFields("path", "savedAt")
        .isEqualTo(linked);
  }

  private List<Checkpoint> saveThree(String name, Disk disk, InstantSource clock)
      throws IOException {
    try (CheckpointStore store = open(temporary.resolve(name), disk, clock)) {
      store.save(Contents.evaluated(100, 0.4));
      store.save(Contents.evaluated(200, 0.5));
      store.save(Contents.evaluated(300, 0.6));
      return store.directory().checkpoints();
    }
  }

  @Test
  void aRunWithoutPermissionIsRefusedInOneLine() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("closed"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(folder), "root may write anywhere");
    assertThatThrownBy(() -> open(folder.resolve("sft"), new LocalDisk(), InstantSource.system()))
        .isInstanceOf(CheckpointFailedException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void aSmallDiskThatFillsUpLosesNothingAndGoesOnWhenThereIsSpace() throws Exception {
    try (MountedDisk small = MountedDisk.mount(temporary.resolve("small"), "size=256k")) {
      Path filler = small.path().resolve("filler");
      List<StoreEvent> events = new ArrayList<>();
      StoreSettings goingOn =
          new StoreSettings(
              Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.CONTINUE);
      try (CheckpointStore store =
          CheckpointStore.open(small.path().resolve("sft"), goingOn, events::add)) {
        store.save(Contents.unevaluated(1));
        Files.write(filler, new byte[90 * 1024]);
        int saved = 1;
        while (store.save(Contents.unevaluated(saved + 1)).isPresent()) {
          saved++;
        }
        assertThat(events).anyMatch(StoreEvent.SaveFailed.class::isInstance);
        assertThat(store.newestValid()).map(Checkpoint::step).contains((long) saved);
        Files.delete(filler);
        assertThat(store.save(Contents.unevaluated(saved + 1))).isPresent();
      }
    }
  }

  @Test
  void aReadOnlyDiskIsReadAndRefusedForSaving() throws Exception {
    try (MountedDisk disk = MountedDisk.mount(temporary.resolve("read-only"), "size=1m")) {
      Path run = disk.path().resolve("sft");
      try (CheckpointStore store = open(run, new LocalDisk(), InstantSource.system())) {
        store.save(Contents.evaluated(100, 0.4));
      }
      disk.remount("ro");
      assertThat(RunDirectory.at(run).best()).map(Checkpoint::step).contains(100L);
      assertThatThrownBy(() -> open(run, new LocalDisk(), InstantSource.system()))
          .isInstanceOf(CheckpointFailedException.class)
          .hasMessageContaining("Read-only file system");
    }
  }

  private static CheckpointStore open(Path run, Disk disk, InstantSource clock) throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepAll()),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP);
    return CheckpointStore.open(run, settings, event -> {}, disk, clock);
  }
}
