package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills pinning, removing and restoring before every operation on the disk. */
class CareCrashTest {
  @TempDir Path temporary;
  private int left;
  private boolean pinned;

  /** The process is gone: nothing after this happens. */
  private static final class Kill extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void afterAKillEachCheckpointLiesWholeInTheRunOrInTheTrash() throws IOException {
    int kills = 0;
    while (killedAt(kills)) {
      kills++;
    }
    assertThat(kills).isGreaterThan(60);
  }

  private boolean killedAt(int operations) throws IOException {
    Path run = temporary.resolve("killed-after-" + operations);
    pinned = false;
    try (CheckpointStore store = open(run, WatchedDisk.unforced())) {
      for (long step = 100; step <= 300; step += 100) {
        store.save(Contents.unevaluated(step));
      }
    }
    left = operations;
    boolean killed = false;
    try (CheckpointStore store = open(run, new WatchedDisk((operation, path) -> spend()))) {
      care(store);
    } catch (Kill kill) {
      killed = true;
    }
    judge(run);
    return killed;
  }

  private void spend() {
    left--;
    if (left < 0) {
      throw new Kill();
    }
  }

  private void care(CheckpointStore store) throws IOException {
    store.pin(store.directory().checkpoint(100).orElseThrow(), "first");
    pinned = true;
    store.remove(store.directory().checkpoint(100).orElseThrow(), "asked for");
    store.remove(store.directory().checkpoint(300).orElseThrow(), "asked for");
    for (Trashed trashed : store.directory().trash()) {
      store.restore(trashed);
    }
    store.rewindTo(store.directory().checkpoint(100).orElseThrow(), "asked for");
  }

  private void judge(Path run) throws IOException {
    try (CheckpointStore store = open(run, WatchedDisk.unforced())) {
      List<Checkpoint> there = store.directory().checkpoints();
      List<Trashed> trash = store.directory().trash();
      assertThat(
              Stream.concat(
                      there.stream().map(Checkpoint::name), trash.stream().map(Trashed::checkpoint))
                  .sorted())
          .containsExactly("checkpoint-100", "checkpoint-200", "checkpoint-300");
      assertThat(there).allSatisfy(checkpoint -> assertThat(checkpoint.damage()).isEmpty());
      assertThat(trash)
          .allSatisfy(one -> assertThat(Manifest.read(one.path()).step()).isIn(100L, 200L, 300L))
          .allSatisfy(one -> assertThat(one.reason()).isEqualTo("asked for"));
      if (pinned) {
        assertThat(
                Stream.concat(
                    there.stream().filter(Checkpoint::pinned).map(Checkpoint::label),
                    trash.stream().map(Trashed::pinnedAs)))
            .anySatisfy(label -> assertThat(label).contains("first"));
      }
    }
  }

  private static CheckpointStore open(Path run, Disk disk) throws IOException {
    return CheckpointStore.open(
        run, StoreSettings.keepingAll(), event -> {}, disk, InstantSource.system());
  }
}
