package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the store before every single operation on the disk, and looks at what is left. */
class CrashTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          Retention.of(new KeepRule.KeepLast(1)),
          Optional.of(BestBy.of("eval_loss")),
          WhenDiskFull.STOP);

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource(names = {"NONE", "NO_RENAMED_DIRECTORIES", "NONE_OF_THESE"})
  void afterAKillAtAnyOperationWhatWasAcknowledgedIsWhole(Poverty poverty) throws IOException {
    int kills = 0;
    while (killedAt(kills + 1, poverty)) {
      kills++;
    }
    assertThat(kills).isGreaterThan(150);
  }

  private boolean killedAt(int operation, Poverty poverty) throws IOException {
    Path run = temporary.resolve("killed-at-" + operation + "/sft");
    Life life = new Life(operation, poverty);
    life.live(run);
    life.judge(run);
    return life.killed;
  }

  /** The process is gone: nothing after this happens. */
  private static final class Kill extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Life {
    private final TreeMap<Long, Double> acknowledged = new TreeMap<>();
    private final Poverty poverty;
    private int left;
    private boolean killed;

    private Life(int operations, Poverty poverty) {
      this.left = operations;
      this.poverty = poverty;
    }

    private void live(Path run) throws IOException {
      WatchedDisk mortal =
          new WatchedDisk(
              (operation, path) -> {
                spend();
                poverty.before(operation, path);
              });
      try (CheckpointStore store = open(run, mortal)) {
        train(store);
      } catch (Kill kill) {
        killed = true;
      }
    }

    private void train(CheckpointStore store) throws IOException {
      save(store, 100, 0.9);
      store.metrics().append(150, 1.5, Map.of("loss", 1.0));
      save(store, 200, 0.5);
      save(store, 300, 0.7);
      save(store, 300, 0.7);
      store.status(RunStatus.of(RunStatus.State.RUNNING, 300));
      goBackTo(store, 200);
      save(store, 300, 0.4);
    }

    private void save(CheckpointStore store, long step, double loss) throws IOException {
      store.save(Contents.evaluated(step, loss));
      acknowledged.put(step, loss);
    }

    private void goBackTo(CheckpointStore store, long step) throws IOException {
      Checkpoint point = store.directory().checkpoint(step).orElseThrow();
      acknowledged.tailMap(step, false).clear();
      store.rewindTo(point, "asked for");
    }

    private void spend() {
      left--;
      if (left <= 0) {
        throw new Kill();
      }
    }

    private void judge(Path run) throws IOException {
      assertNoHalfCheckpoint(run);
      try (CheckpointStore store = open(run, new WatchedDisk(poverty))) {
        assertNoHalfCheckpoint(run);
        assertNoLeftOvers(run);
        if (!acknowledged.isEmpty()) {
          assertThat(store.newestValid().orElseThrow().step())
              .isGreaterThanOrEqualTo(acknowledged.lastKey());
          assertThat(store.directory().best().orElseThrow().metrics().get("eval_loss"))
              .isLessThanOrEqualTo(acknowledged.values().stream().min(Double::compare).get());
          assertThat(store.directory().history()).hasSizeGreaterThanOrEqualTo(acknowledged.size());
        }
        assertThat(store.save(Contents.evaluated(900, 0.9)).orElseThrow().valid()).isTrue();
      }
    }

    private static void assertNoHalfCheckpoint(Path run) throws IOException {
      for (Checkpoint checkpoint : RunDirectory.at(run).checkpoints()) {
        assertThat(checkpoint.damage()).isEmpty();
        try (CheckpointReader reader = checkpoint.open()) {
          assertThat(reader.faults()).isEmpty();
        }
      }
    }

    private static void assertNoLeftOvers(Path run) throws IOException {
      try (Stream<Path> paths = Files.walk(run)) {
        List<String> hidden = paths.map(Layout::name).filter(name -> name.startsWith(".")).toList();
        assertThat(hidden).isEmpty();
      }
    }

    private static CheckpointStore open(Path run, Disk disk) throws IOException {
      return CheckpointStore.open(run, SETTINGS, event -> {}, disk, InstantSource.system());
    }
  }
}
