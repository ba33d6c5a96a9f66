package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.WatchedDisk.Operation;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootModelTest {
  private static final List<String> FILES =
      List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json");

  @TempDir Path runs;
  private Path run;
  private int operationsLeft = Integer.MAX_VALUE;
  private boolean links = true;

  @BeforeEach
  void nameTheRun() {
    run = runs.resolve("sft");
  }

  @Test
  void theBestModelIsLinkedIntoTheRun() throws IOException {
    try (CheckpointStore store = open()) {
      save(store, 100, 0.1);
      save(store, 200, 0.5);
      store.showModel();
    }
    for (String name : FILES) {
      assertThat(Files.isSameFile(run.resolve(name), run.resolve("checkpoint-100/" + name)))
          .isTrue();
    }
    assertThat(run.resolve("optimizer.safetensors")).doesNotExist();
    assertThat(run.resolve("trainer_state.json")).doesNotExist();
  }

  @Test
  void whereNoneIsBestItIsTheLatest() throws IOException {
    try (CheckpointStore store =
        CheckpointStore.open(run, StoreSettings.keepingAll(), event -> {})) {
      save(store, 100, 0.1);
      save(store, 200, 0.5);
      store.showModel();
    }
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("checkpoint-200/model.safetensors"));
  }

  @Test
  void whereLinksAreNotPossibleTheFilesAreCopied() throws IOException {
    links = false;
    try (CheckpointStore store = open()) {
      save(store, 100, 0.1);
      store.showModel();
      operationsLeft = 0;
      store.showModel();
    }
    for (String name : FILES) {
      assertThat(run.resolve(name)).hasSameBinaryContentAs(run.resolve("checkpoint-100/" + name));
    }
  }

  @Test
  void aKillOnTheWayNeverLeavesAModelThatOpensAndIsMixed() throws IOException {
    int kills = 0;
    while (killedAt(kills)) {
      kills++;
    }
    assertThat(kills).isGreaterThan(12);
  }

  private boolean killedAt(int operations) throws IOException {
    run = runs.resolve("killed-after-" + operations);
    try (CheckpointStore store = open()) {
      save(store, 100, 0.5);
      store.showModel();
      save(store, 200, 0.1);
      operationsLeft = operations;
      store.showModel();
      return false;
    } catch (IllegalStateException kill) {
      return true;
    } finally {
      assertUnmixed();
      operationsLeft = Integer.MAX_VALUE;
      try (CheckpointStore store = open()) {
        store.showModel();
      }
      assertThat(RootModel.modelFiles(run)).isEqualTo(FILES);
      assertUnmixed();
    }
  }

  private void assertUnmixed() throws IOException {
    if (Files.exists(run.resolve("config.json"))) {
      boolean old = Files.mismatch(run.resolve("config.json"), file(100, "config.json")) < 0;
      for (String name : FILES) {
        assertThat(run.resolve(name)).hasSameBinaryContentAs(file(old ? 100 : 200, name));
      }
    }
  }

  private Path file(long step, String name) {
    return run.resolve("checkpoint-" + step).resolve(name);
  }

  @Test
  void aRunWithAModelInItIsStillOneRun() throws IOException {
    try (CheckpointStore store = open()) {
      save(store, 100, 0.5);
      store.showModel();
      assertThat(store.directory().checkpoints()).hasSize(1);
    }
    assertThat(RunDirectory.below(runs)).extracting(RunDirectory::path).containsExactly(run);
  }

  @Test
  void goingBackTakesTheModelAway() throws IOException {
    try (CheckpointStore store = open()) {
      save(store, 100, 0.5);
      store.showModel();
      store.rewindTo(null, "fresh");
    }
    assertThat(RootModel.modelFiles(run)).isEmpty();
  }

  @Test
  void aCheckpointThatIsNoModelIsNotShown() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      store.showModel();
    }
    assertThat(RootModel.modelFiles(run)).isEmpty();
  }

  private static void save(CheckpointStore store, long step, double loss) throws IOException {
    List<CheckpointFile> files =
        List.of(
            text("config.json", step),
            text("generation_config.json", step),
            text("tokenizer.json", step),
            text("trainer_state.json", step),
            tensors("model.safetensors", step),
            tensors("optimizer.safetensors", step));
    store.save(
        new CheckpointContent(step, 1, Map.of("eval_loss", loss), true, files, Optional.empty()));
  }

  private static CheckpointFile text(String name, long step) {
    return new CheckpointFile.Text(name, "{\"" + name + "\": " + step + "}\n");
  }

  private static CheckpointFile tensors(String name, long step) {
    return new CheckpointFile.Tensors(
        name, List.of(MemoryTensor.floats("weight", Shape.of(1), (float) step)));
  }

  private CheckpointStore open() throws IOException {
    StoreSettings settings =
        new StoreSettings(Retention.of(), Optional.of(BestBy.of("eval_loss")), WhenDiskFull.STOP);
    return CheckpointStore.open(
        run, settings, event -> {}, new WatchedDisk(this::spend), InstantSource.system());
  }

  private void spend(Operation operation, Path path) throws IOException {
    operationsLeft--;
    if (operationsLeft < 0) {
      throw new IllegalStateException("killed before " + operation + " of " + path);
    }
    if (operation == Operation.HARD_LINK && !links) {
      throw new IOException("Operation not supported");
    }
  }
}
