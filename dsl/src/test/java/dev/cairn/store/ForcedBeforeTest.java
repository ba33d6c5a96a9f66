package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step relies on is durable before it is taken: faults that cutting the power has found. */
class ForcedBeforeTest {
  @TempDir Path temporary;
  private Path run;
  private final List<String> operations = new ArrayList<>();
  private final WatchedDisk disk =
      new WatchedDisk((operation, path) -> operations.add(operation + " " + shown(path)));

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("runs/sft");
  }

  @Test
  void theTrashIsThereBeforeAnythingIsMovedIntoIt() throws IOException {
    try (CheckpointStore store = open()) {
      store.remove(store.save(Contents.unevaluated(100)).orElseThrow(), "asked for");
    }
    assertThat(operations)
        .containsSubsequence(
            "CREATE_DIRECTORY runs/sft/trash",
            "FORCE_DIRECTORY runs/sft",
            "RENAME runs/sft/checkpoint-100");
  }

  @Test
  void aCheckpointThatWasReplacedIsGoneForGoodBeforeTheSaveReturns() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.9));
      store.save(Contents.evaluated(100, 0.8));
    }
    assertThat(operations)
        .containsSubsequence(
            "DELETE runs/sft/trash/.replaced-checkpoint-100", "FORCE_DIRECTORY runs/sft/trash");
  }

  @Test
  void recoveryForcesWhatAKilledProcessRenamedBeforeItDeletes() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
    }
    Files.createDirectories(run.resolve("trash/.replaced-1-00000000-checkpoint-100"));
    operations.clear();
    open().close();
    assertThat(operations)
        .containsSubsequence(
            "FORCE_DIRECTORY runs/sft/trash",
            "FORCE_DIRECTORY runs/sft",
            "DELETE runs/sft/trash/.replaced-checkpoint-100");
  }

  @Test
  void metricsThatAKilledProcessLoggedAreDurableBeforeTheNextSaveIsThere() throws IOException {
    try (CheckpointStore store = open()) {
      store.metrics().append(50, 0.5, Map.of("loss", 1.5));
    }
    operations.clear();
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
    }
    assertThat(operations)
        .containsSubsequence("FORCE runs/sft/metrics.jsonl", "RENAME runs/sft/.saving");
  }

  @Test
  void directoriesThatAKilledProcessCreatedAreDurableBeforeTheFirstSave() throws IOException {
    Files.createDirectories(run);
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
    }
    assertThat(operations)
        .containsSubsequence("FORCE_DIRECTORY runs", "FORCE_DIRECTORY ", "RENAME runs/sft/.saving");
  }

  @Test
  void directoriesThatAKilledProcessCreatedAreDurableBeforeAnythingIsPlacedInThem()
      throws IOException {
    Files.createDirectories(run);
    try (Staged staged = Staged.at(run.resolve("best_model"), disk)) {
      staged.createDirectory(staged.path());
      staged.place(run.resolve("best_model"));
    }
    assertThat(operations)
        .containsSubsequence("FORCE_DIRECTORY runs", "FORCE_DIRECTORY ", "RENAME runs/sft/.saving");
  }

  @Test
  void whatIsUnpackedBesideARunHasLeftItsDraftForGoodBeforeItBearsACheckpointsName()
      throws IOException {
    Files.createDirectories(run);
    try (Staged staged = Staged.at(run, disk)) {
      Path part = staged.path().resolve("checkpoint-100");
      staged.createDirectory(part);
      staged.place(part, run.resolve("checkpoint-100"));
    }
    assertThat(operations)
        .containsSubsequence(
            "RENAME runs/.saving/checkpoint-100",
            "FORCE_DIRECTORY runs/.saving",
            "RENAME runs/sft/.saving",
            "FORCE_DIRECTORY runs/sft");
  }

  private String shown(Path path) {
    return temporary.relativize(path).toString().replaceAll("-\\d+(-[0-9a-f]{8})+", "");
  }

  private CheckpointStore open() throws IOException {
    return CheckpointStore.open(
        run, StoreSettings.keepingAll(), event -> {}, disk, CrashScript.CLOCK);
  }
}
