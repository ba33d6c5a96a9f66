package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path temporary;
  private Path run;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("sft");
  }

  @Test
  void aDamagedCheckpointThatAResumeFellBackPastLiesInTheTrashWithItsDamage() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      store.save(Contents.unevaluated(200));
      store.save(Contents.unevaluated(300));
      flipLastBit(run.resolve("checkpoint-200/" + Contents.MODEL));
      Files.delete(run.resolve("checkpoint-300/" + Contents.OPTIMIZER));
      Checkpoint whole = store.newestValid().orElseThrow();
      store.rewindTo(whole, "newer checkpoints are damaged");
      assertThat(store.directory().trash())
          .extracting(Trashed::checkpoint, Trashed::reason)
          .satisfiesExactly(
              first ->
                  assertThat(first.toList().toString())
                      .startsWith("[checkpoint-200, model.safetensors: tensor wte.weight"),
              second ->
                  assertThat(second.toList().toString())
                      .isEqualTo("[checkpoint-300, optimizer.safetensors is missing]"));
    }
  }

  @Test
  void theNoteBesideItIsJson() throws IOException {
    try (CheckpointStore store = open()) {
      store.pin(store.save(Contents.unevaluated(100)).orElseThrow(), "before");
      store.rewindTo(null, "a fresh start was asked for");
    }
    assertThat(run.resolve("trash/checkpoint-100.json"))
        .hasContent(
            """
            {
              "checkpoint": "checkpoint-100",
              "pinned_as": "before",
              "reason": "a fresh start was asked for",
              "since": "2026-03-01T12:00:00Z"
            }
            """);
  }

  @Test
  void whatIsOlderThanKeepTrashIsDeletedAtOpening() throws IOException {
    trashOne();
    now = now.plus(WEEK).minusMillis(1);
    open().close();
    assertThat(run.resolve("trash/checkpoint-100")).isDirectory();
    now = now.plusMillis(1);
    open().close();
    assertThat(run.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void whatIsOlderThanKeepTrashIsDeletedAfterASave() throws IOException {
    trashOne();
    try (CheckpointStore store = open()) {
      now = now.plus(WEEK);
      store.save(Contents.unevaluated(100));
      assertThat(store.directory().trash()).isEmpty();
    }
    assertThat(run.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void aClockThatGoesBackwardsDeletesNothingEarly() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      now = Instant.EPOCH;
      store.rewindTo(null, "fresh");
    }
    now = Instant.parse("2026-03-02T00:00:00Z");
    open().close();
    assertThat(run.resolve("trash/checkpoint-100")).isDirectory();
    now = now.minus(Duration.ofDays(400));
    open().close();
    assertThat(run.resolve("trash/checkpoint-100")).isDirectory();
  }

  @Test
  void whatLiesThereWithoutANoteIsKeptFromWhenItWasFound() throws IOException {
    trashOne();
    Files.delete(run.resolve("trash/checkpoint-100.json"));
    now = now.plus(Duration.ofDays(100));
    open().close();
    assertThat(run.resolve("trash/checkpoint-100")).isDirectory();
    now = now.plus(WEEK);
    open().close();
    assertThat(run.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void aNoteWhoseCheckpointNeverCameIsSwept() throws IOException {
    trashOne();
    Files.copy(run.resolve("trash/checkpoint-100.json"), run.resolve("trash/checkpoint-700.json"));
    open().close();
    assertThat(run.resolve("trash/checkpoint-700.json")).doesNotExist();
    assertThat(run.resolve("trash/checkpoint-100.json")).exists();
  }

  @Test
  void aRemovedCheckpointComesBackWithItsPin() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint first = store.save(Contents.unevaluated(100)).orElseThrow();
      store.save(Contents.unevaluated(200));
      store.pin(first, "before the rate fell");
      Path moved = store.remove(first, "asked for");
      assertThat(moved).isEqualTo(run.resolve("trash/checkpoint-100"));
      assertThat(store.directory().checkpoint(100)).isEmpty();
      Checkpoint restored = store.restore(store.directory().trash().get(0));
      assertThat(restored.label()).contains("before the rate fell");
      assertThat(restored.valid()).isTrue();
    }
    assertThat(run.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void removingTheLatestMovesThePointer() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      store.remove(store.save(Contents.unevaluated(200)).orElseThrow(), "asked for");
      assertThat(Files.readSymbolicLink(run.resolve("latest"))).hasToString("checkpoint-100");
      store.restore(store.directory().trash().get(0));
      assertThat(Files.readSymbolicLink(run.resolve("latest"))).hasToString("checkpoint-200");
    }
  }

  @Test
  void nothingIsRestoredOverACheckpointThatIsThere() throws IOException {
    trashOne();
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      Trashed trashed = store.directory().trash().get(0);
      assertThatThrownBy(() -> store.restore(trashed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(run.resolve("checkpoint-100") + " is there already");
    }
  }

  private void trashOne() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      store.rewindTo(null, "fresh");
    }
  }

  private CheckpointStore open() throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(),
            Optional.empty(),
            WhenDiskFull.STOP,
            new DiskCare(0, WEEK),
            Optional.empty());
    return CheckpointStore.open(run, settings, event -> {}, WatchedDisk.unforced(), () -> now);
  }

  private static void flipLastBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }
}
