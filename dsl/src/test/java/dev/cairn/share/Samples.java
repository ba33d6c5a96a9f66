package dev.cairn.share;

import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import dev.cairn.tensor.SafetensorsWriter;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs, folders and files that the tests of this package share. */
final class Samples {
  static final String WEIGHT = "transformer.wte.weight";
  static final String MODEL = "model.safetensors";
  static final String OPTIMIZER = "optimizer.safetensors";

  private static final StoreSettings SETTINGS =
      new StoreSettings(
          Retention.of(new KeepRule.KeepAll()),
          Optional.of(BestBy.of("eval_loss")),
          WhenDiskFull.STOP);

  private Samples() {}

  /** A run with a checkpoint at 100, 200, ... for each loss. */
  static RunDirectory run(Path path, double... losses) throws IOException {
    try (CheckpointStore store = CheckpointStore.open(path, SETTINGS, event -> {})) {
      for (int i = 0; i < losses.length; i++) {
        store.save(content(100L * (i + 1), losses[i]));
        store.metrics().append(100L * (i + 1), i + 1, Map.of("loss", losses[i]));
      }
    }
    return RunDirectory.at(path);
  }

  static Checkpoint checkpoint(Path run) throws IOException {
    return run(run, 2.5).latest().orElseThrow();
  }

  static MemoryTensor weight() {
    return MemoryTensor.floats(WEIGHT, Shape.of(2, 3), 1, 2, 3, 4, 5, 6.0001f);
  }

  private static CheckpointContent content(long step, double loss) {
    return new CheckpointContent(
        step,
        step / 100.0,
        Map.of("eval_loss", loss),
        true,
        List.of(
            json("config.json", Map.of("model_type", "gpt2", "torch_dtype", "float32")),
            new CheckpointFile.Tensors(MODEL, List.of(weight())),
            new CheckpointFile.Tensors(
                OPTIMIZER,
                List.of(
                    MemoryTensor.floats(WEIGHT + ".exp_avg", Shape.of(2), (float) step, 1),
                    MemoryTensor.floats(WEIGHT + ".exp_avg_sq", Shape.of(2), (float) step, 2))),
            json("rng_state.json", Map.of("seed", 42)),
            json("trainer_state.json", Map.of("global_step", step))),
        Optional.empty(),
        Map.of());
  }

  private static CheckpointFile json(String name, Map<String, ?> tree) {
    return new CheckpointFile.Text(name, HuggingFaceJson.format(tree));
  }

  static Path tensors(Path file, NamedTensor... tensors) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    try (OutputStream out = Files.newOutputStream(file)) {
      SafetensorsWriter.write(List.of(tensors), Channels.newChannel(out));
    }
    return file;
  }

  static Path text(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  /** The dtypes of a file's tensors by name. */
  static Map<String, String> dtypes(Path file) throws IOException {
    Map<String, String> dtypes = new TreeMap<>();
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      tensors.tensors().forEach((name, tensor) -> dtypes.put(name, tensor.dtype().name()));
    }
    return dtypes;
  }

  static byte[] bytes(Path file, String tensor) throws IOException {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) tensors.tensor(tensor).byteSize());
      tensors.tensor(tensor).read(0, bytes);
      return bytes.array();
    }
  }

  /** The names of all that lies in a directory, hidden or not. */
  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.map(FileNames::of).sorted().toList();
    }
  }
}
