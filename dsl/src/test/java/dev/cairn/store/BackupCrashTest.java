package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a copy to the backup, and a return from it, before every single operation. */
class BackupCrashTest {
  @TempDir Path temporary;

  /** The process is gone: nothing after this happens. */
  private static final class Kill extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Mortal implements WatchedDisk.Watch {
    private final Poverty poverty;
    private int left;

    private Mortal(int operations, Poverty poverty) {
      this.left = operations;
      this.poverty = poverty;
    }

    @Override
    public void before(WatchedDisk.Operation operation, Path path) throws IOException {
      left--;
      if (left <= 0) {
        throw new Kill();
      }
      poverty.before(operation, path);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "NO_RENAMED_DIRECTORIES"})
  void aBackupThatIsKilledAnywhereHoldsTheOldOrTheNewAndCatchesUp(Poverty poverty)
      throws IOException {
    int kills = 0;
    while (copyKilledAt(kills + 1, poverty)) {
      kills++;
    }
    assertThat(kills).isGreaterThan(40);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "NO_RENAMED_DIRECTORIES"})
  void aReturnFromTheBackupThatIsKilledAnywhereIsDoneTheNextTime(Poverty poverty)
      throws IOException {
    Path backup = temporary.resolve("kept/sft");
    Path run = temporary.resolve("first/sft");
    try (CheckpointStore store = open(run, Optional.of(backup), poverty)) {
      store.save(Contents.evaluated(100, 0.3));
      store.save(Contents.evaluated(200, 0.5));
    }
    int kills = 0;
    while (returnKilledAt(kills + 1, backup, poverty)) {
      kills++;
    }
    assertThat(kills).isGreaterThan(40);
  }

  private boolean copyKilledAt(int operation, Poverty poverty) throws IOException {
    Path home = temporary.resolve("copy-killed-at-" + operation);
    RunDirectory run = RunDirectory.at(home.resolve("sft"));
    Path backup = home.resolve("backup");
    save(run, 100, poverty);
    BackupRound.of(run, backup, new WatchedDisk(poverty));
    save(run, 200, poverty);
    boolean killed = false;
    try {
      BackupRound.of(run, backup, new WatchedDisk(new Mortal(operation, poverty)));
    } catch (Kill kill) {
      killed = true;
    }
    assertThat(RunDirectory.at(backup).checkpoints())
        .isNotEmpty()
        .allMatch(BackupCrashTest::isWhole);
    BackupRound.of(run, backup, new WatchedDisk(poverty));
    assertThat(RunDirectory.at(backup).checkpoints())
        .singleElement()
        .matches(BackupCrashTest::isWhole)
        .matches(checkpoint -> checkpoint.step() == 200);
    return killed;
  }

  private boolean returnKilledAt(int operation, Path backup, Poverty poverty) throws IOException {
    Path run = temporary.resolve("return-killed-at-" + operation + "/sft");
    boolean killed = false;
    try (CheckpointStore store = open(run, Optional.of(backup), new Mortal(operation, poverty))) {
      store.newestValid();
    } catch (Kill kill) {
      killed = true;
    }
    assertThat(RunDirectory.at(run).checkpoints()).allMatch(BackupCrashTest::isWhole);
    try (CheckpointStore store = open(run, Optional.of(backup), poverty)) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(200L);
      assertThat(store.directory().latest()).map(Checkpoint::step).contains(200L);
    }
    return killed;
  }

  private static void save(RunDirectory run, long step, Poverty poverty) throws IOException {
    try (CheckpointStore store = open(run.path(), Optional.empty(), poverty)) {
      store.save(Contents.evaluated(step, 1.0 / step));
    }
  }

  private static boolean isWhole(Checkpoint checkpoint) {
    try (CheckpointReader reader = checkpoint.open()) {
      return checkpoint.valid() && reader.faults().isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static CheckpointStore open(Path run, Optional<Path> backup, WatchedDisk.Watch watch)
      throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(1)),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP,
            DiskCare.DEFAULT,
            backup);
    return CheckpointStore.open(
        run, settings, event -> {}, new WatchedDisk(watch), InstantSource.system());
  }
}
