package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFinderTest {

  @TempDir private Path root;

  @Test
  void aRunIsADirectoryWithACheckpointAHistoryOrALock() throws IOException {
    Files.createDirectories(root.resolve("a/checkpoint-1"));
    Files.createFile(Files.createDirectories(root.resolve("b")).resolve("history.jsonl"));
    Files.createFile(Files.createDirectories(root.resolve("c")).resolve("run.lock"));
    Files.createFile(Files.createDirectories(root.resolve("d")).resolve("notes.txt"));
    assertThat(RunDirectory.below(root))
        .extracting(RunDirectory::path)
        .containsExactly(root.resolve("a"), root.resolve("b"), root.resolve("c"));
  }

  @Test
  void runsLieWithinRunsButNotInTrashOrHiddenOrInCheckpoints() throws IOException {
    Files.createDirectories(root.resolve("sft/checkpoint-1/checkpoint-2"));
    Files.createDirectories(root.resolve("sft/lr/checkpoint-1"));
    Files.createDirectories(root.resolve("sft/trash/x/checkpoint-1"));
    Files.createDirectories(root.resolve(".hidden/checkpoint-1"));
    assertThat(RunDirectory.below(root))
        .extracting(RunDirectory::path)
        .containsExactly(root.resolve("sft"), root.resolve("sft/lr"));
  }

  @Test
  void theDirectoryOfRunsIsNoRun() throws IOException {
    Files.createDirectories(root.resolve("checkpoint-1"));
    assertThat(RunDirectory.below(root)).isEmpty();
  }

  @Test
  void whereNothingIsThereAreNoRuns() throws IOException {
    assertThat(RunDirectory.below(root.resolve("nowhere"))).isEmpty();
  }
}
