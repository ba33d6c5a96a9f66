package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of one run share: the run, its store, and what that said. */
abstract class OneRun {
  static final StoreSettings LAST_THREE_AND_BEST =
      new StoreSettings(
          Retention.of(new KeepRule.KeepLast(3)),
          Optional.of(BestBy.of("eval_loss")),
          WhenDiskFull.STOP);

  @TempDir Path temporary;
  Path run;
  final List<StoreEvent> events = new ArrayList<>();

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("runs/sft");
  }

  CheckpointStore open() throws IOException {
    return CheckpointStore.open(
        run, LAST_THREE_AND_BEST, events::add, WatchedDisk.unforced(), InstantSource.system());
  }

  static List<Long> steps(CheckpointStore store) throws IOException {
    return store.directory().checkpoints().stream().map(Checkpoint::step).toList();
  }
}
