package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnchangedTest {
  private static final String FROZEN = "model-00001-of-00002.safetensors";
  private static final String LEARNING = "model-00002-of-00002.safetensors";

  private static final int LAYER = 100_000;

  /** Of the weights; with two moments each, what learns is one byte in a hundred of all. */
  private static final int LORA_BYTES = LAYER / 297;

  private static final int LORA_WEIGHTS = LAYER / 100;
  private static final List<String> MOMENTS = List.of("exp_avg", "exp_avg_sq");

  @TempDir Path temporary;

  @Test
  void aFileOfTheVeryTensorsOfTheLastCheckpointGetsASecondName() throws IOException {
    try (CheckpointStore store = open(WatchedDisk.unforced())) {
      store.save(content(1));
      store.save(content(2));
      assertThat(sameFile(store, FROZEN)).isTrue();
      assertThat(sameFile(store, LEARNING)).isFalse();
      assertWhole(store);
    }
  }

  @Test
  void eachCheckpointCanBeDeletedAlone() throws IOException {
    try (CheckpointStore store = open(WatchedDisk.unforced())) {
      store.save(content(1));
      Checkpoint second = store.save(content(2)).orElseThrow();
      new LocalDisk().deleteTree(store.directory().checkpoint(1).orElseThrow().path());
      try (CheckpointReader reader = second.open()) {
        assertThat(reader.faults()).isEmpty();
        assertThat(reader.tensors(Contents.MODEL)).containsOnlyKeys("frozen", "learns");
      }
    }
  }

  @Test
  void whereThereAreNoHardLinksItIsWrittenAgain() throws IOException {
    WatchedDisk disk =
        new WatchedDisk(
            (operation, path) -> {
              if (operation == WatchedDisk.Operation.HARD_LINK) {
                throw new UnsupportedOperationException();
              }
            });
    try (CheckpointStore store = open(disk)) {
      store.save(content(1));
      store.save(content(2));
      assertThat(sameFile(store, FROZEN)).isFalse();
      assertWhole(store);
    }
  }

  @Test
  void onlyTheBytesThatAreWrittenNeedSpace() throws IOException {
    long[] space = {Long.MAX_VALUE};
    try (CheckpointStore store = open(new WatchedDisk((operation, path) -> {}, () -> space[0]))) {
      store.save(content(1));
      space[0] = 100_000;
      assertThat(store.save(content(2))).isPresent();
    }
  }

  @Test
  void ofAStateInWhichOneByteInAHundredLearnsTheSecondSaveWritesUnderTwoInAHundred()
      throws IOException {
    assertThat(secondSave(LORA_BYTES, MOMENTS)).isLessThan(0.02);
  }

  @Test
  void ofWeightsInWhichOneInAHundredLearnsTheSecondSaveWritesUnderTwoInAHundred()
      throws IOException {
    assertThat(secondSave(LORA_WEIGHTS, List.of())).isLessThan(0.02);
  }

  /** Each weight that learns has two moments, all of which are new after a step. */
  @Test
  void withMomentsItWritesTheThreeFoldOfWhatLearnsAndHardlyMore() throws IOException {
    assertThat(secondSave(LORA_WEIGHTS, MOMENTS)).isBetween(0.029, 0.031);
  }

  @Test
  void aDamagedCheckpointLendsNothing() throws IOException {
    try (CheckpointStore store = open(WatchedDisk.unforced())) {
      Checkpoint first = store.save(content(1)).orElseThrow();
      Files.write(first.path().resolve(FROZEN), new byte[] {1});
      Checkpoint second = store.save(content(2)).orElseThrow();
      try (CheckpointReader reader = second.open()) {
        assertThat(reader.faults()).isEmpty();
      }
    }
  }

  @Test
  void someTensorsAreReadWithoutReadingTheOtherShards() throws IOException {
    try (CheckpointStore store = open(WatchedDisk.unforced())) {
      Checkpoint saved = store.save(content(1)).orElseThrow();
      Files.delete(saved.path().resolve(FROZEN));
      try (CheckpointReader reader = saved.open()) {
        assertThat(reader.tensors(Contents.MODEL, name -> name.startsWith("lea")))
            .containsOnlyKeys("learns");
      }
    }
  }

  private CheckpointStore open(Disk disk) throws IOException {
    return CheckpointStore.open(
        temporary.resolve("run"),
        StoreSettings.keepingAll(),
        event -> {},
        disk,
        InstantSource.system());
  }

  /** The bytes that the second save of a LoRA-like state writes, as a share of the first's. */
  private double secondSave(int learning, List<String> moments) throws IOException {
    WatchedDisk disk = WatchedDisk.unforced();
    try (CheckpointStore store = open(disk)) {
      store.save(adapted(1, learning, moments));
      long first = disk.written();
      store.save(adapted(2, learning, moments));
      return (double) (disk.written() - first) / first;
    }
  }

  /** Layers that are frozen, in each an adapter that learns, and moments for the adapters alone. */
  private static CheckpointContent adapted(long step, int learning, List<String> moments) {
    List<NamedTensor> weights = new ArrayList<>();
    List<NamedTensor> optimizer = new ArrayList<>();
    Set<String> frozen = new HashSet<>();
    for (int layer = 0; layer < 24; layer++) {
      frozen.add("layer-" + layer + ".weight");
      weights.add(values("layer-" + layer + ".weight", LAYER, layer));
      weights.add(values("layer-" + layer + ".lora", learning, (float) step));
      for (String moment : moments) {
        optimizer.add(values("layer-" + layer + ".lora." + moment, learning, (float) step));
      }
    }
    List<CheckpointFile> files =
        new ArrayList<>(Shards.of(Contents.MODEL, weights, frozen, 1 << 30));
    files.add(new CheckpointFile.Tensors(Contents.OPTIMIZER, optimizer));
    return new CheckpointContent(step, 0, Map.of(), false, files, Optional.empty());
  }

  private static NamedTensor values(String name, int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return MemoryTensor.floats(name, Shape.of(count), values);
  }

  private static CheckpointContent content(long step) {
    List<NamedTensor> tensors =
        List.of(
            MemoryTensor.floats("frozen", Shape.of(100_000), new float[100_000]),
            MemoryTensor.floats("learns", Shape.of(2), (float) step, 2));
    return new CheckpointContent(
        step,
        0,
        Map.of(),
        false,
        Shards.of(Contents.MODEL, tensors, Set.of("frozen"), 1 << 30),
        Optional.empty());
  }

  private static boolean sameFile(CheckpointStore store, String name) throws IOException {
    List<Path> files =
        store.directory().checkpoints().stream()
            .map(checkpoint -> checkpoint.path().resolve(name))
            .toList();
    return Files.isSameFile(files.get(0), files.get(1));
  }

  private static void assertWhole(CheckpointStore store) throws IOException {
    for (Checkpoint checkpoint : store.directory().checkpoints()) {
      try (CheckpointReader reader = checkpoint.open()) {
        assertThat(reader.faults()).isEmpty();
      }
    }
  }
}
