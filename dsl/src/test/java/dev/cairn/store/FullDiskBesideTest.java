package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.share.OnStorage;
import dev.cairn.store.WatchedDisk.Operation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while checkpoints are exported, archived or compressed. */
class FullDiskBesideTest {
  private static final Set<Operation> TAKES_NONE =
      EnumSet.of(Operation.DELETE, Operation.LIST, Operation.USABLE_SPACE, Operation.LOCK);

  private static final StoreSettings SETTINGS =
      new StoreSettings(Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.STOP);

  @TempDir Path temporary;
  private final WatchedDisk disk = new WatchedDisk(this::takeSpace);
  private final Storage storage = new Storage(disk, InstantSource.system());
  private long operationsLeft = Long.MAX_VALUE;

  private interface Work {
    void on(CheckpointStore store) throws IOException;
  }

  @Test
  void whereverItFillsUpACheckpointIsCompressedOrStays() throws IOException {
    assertThat(failures("compressed", store -> {}, this::compress)).isGreaterThan(15);
  }

  @Test
  void whereverItFillsUpACompressedCheckpointComesBackOrStays() throws IOException {
    assertThat(failures("decompressed", this::compress, this::decompress)).isGreaterThan(10);
  }

  @Test
  void whereverItFillsUpAnExportIsThere() throws IOException {
    Work export = store -> OnStorage.export(first(store), beside(store, "exported"), storage);
    assertThat(failures("exported", export, export)).isGreaterThan(8);
    assertThat(temporary.resolve("exported-0/exported/" + Contents.MODEL)).isNotEmptyFile();
  }

  @Test
  void whereverItFillsUpAnArchiveIsThere() throws IOException {
    Work archive =
        store -> OnStorage.pack(store.directory().path(), beside(store, "lr.zip"), true, storage);
    assertThat(failures("archived", archive, archive)).isGreaterThan(8);
    assertThat(temporary.resolve("archived-0/lr.zip")).isNotEmptyFile();
  }

  /** At how many operations the work can fail; each time it succeeds when there is space again. */
  private int failures(String name, Work before, Work work) throws IOException {
    int failures = 0;
    while (failsAt(failures, temporary.resolve(name + "-" + failures), before, work)) {
      failures++;
    }
    return failures;
  }

  private boolean failsAt(int operation, Path folder, Work before, Work work) throws IOException {
    try (CheckpointStore store =
        CheckpointStore.open(
            folder.resolve("lr"), SETTINGS, event -> {}, disk, InstantSource.system())) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.evaluated(200, 0.4));
      before.on(store);
      boolean fails = fails(store, operation, work);
      assertNothingIsLost(store);
      work.on(store);
      assertNothingIsLost(store);
      return fails;
    }
  }

  private boolean fails(CheckpointStore store, int operation, Work work) {
    operationsLeft = operation;
    try {
      work.on(store);
      return false;
    } catch (IOException noSpace) {
      return true;
    } finally {
      operationsLeft = Long.MAX_VALUE;
    }
  }

  private static void assertNothingIsLost(CheckpointStore store) throws IOException {
    RunDirectory run = store.directory();
    Set<Long> steps = new TreeSet<>();
    for (Checkpoint checkpoint : run.checkpoints()) {
      try (CheckpointReader reader = checkpoint.open()) {
        assertThat(reader.faults()).isEmpty();
      }
      steps.add(checkpoint.step());
    }
    run.compressed().forEach(one -> steps.add(one.step()));
    assertThat(steps).containsExactly(100L, 200L);
    try (Stream<Path> all = Files.walk(run.path().resolve(".."))) {
      assertThat(all).noneMatch(Layout::isUnfinished);
    }
  }

  private void compress(CheckpointStore store) throws IOException {
    if (store.directory().checkpoint(100).isPresent()) {
      OnStorage.compress(store, first(store), storage);
    }
  }

  private void decompress(CheckpointStore store) throws IOException {
    if (!store.directory().compressed().isEmpty()) {
      OnStorage.decompress(store, store.directory().compressed().get(0), storage);
    }
  }

  private static Checkpoint first(CheckpointStore store) throws IOException {
    return store.directory().checkpoint(100).orElseThrow();
  }

  private static Path beside(CheckpointStore store, String name) {
    return store.directory().path().resolveSibling(name);
  }

  private void takeSpace(Operation operation, Path path) throws IOException {
    if (!TAKES_NONE.contains(operation) && operationsLeft-- <= 0) {
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
  }
}
