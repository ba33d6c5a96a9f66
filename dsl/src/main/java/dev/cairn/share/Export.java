package dev.cairn.share;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.Staged;
import dev.cairn.store.Storage;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes a checkpoint for other programs. Every byte is checked on its way; tensors are read and
 * converted piece by piece, so nothing stops at the size of the memory.
 */
public final class Export {
  private final Checkpoint checkpoint;
  private final CheckpointReader reader;
  private final ExportSettings settings;
  private final Masters masters;
  private final Storage storage;
  private final Tally tally;

  private Export(
      Checkpoint checkpoint,
      CheckpointReader reader,
      ExportSettings settings,
      Storage storage,
      Tally tally)
      throws IOException {
    this.checkpoint = checkpoint;
    this.reader = reader;
    this.settings = settings;
    this.masters = Masters.in(reader, settings.dtype());
    this.storage = storage;
    this.tally = tally;
  }

  /**
   * Exports a checkpoint: the whole of it, or nothing.
   *
   * @param to the folder to write; for {@link ExportLayout#SINGLE_FILE} the folder to write into,
   *     or a file whose name ends with {@code .safetensors}
   * @return what was written: a folder or a file
   * @throws ShareException if something is in the way
   * @throws dev.cairn.store.DamagedCheckpointException if the checkpoint is not as it was saved
   */
  public static Path run(
      Checkpoint checkpoint,
      Path to,
      ExportSettings settings,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    return run(checkpoint, to, settings, Storage.LOCAL, listener);
  }

  static Path run(
      Checkpoint checkpoint,
      Path to,
      ExportSettings settings,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      Tally tally = new Tally(checkpoint.bytes(), listener);
      Export export = new Export(checkpoint, reader, settings, storage, tally);
      return switch (settings.layout()) {
        case HF -> export.folder(to);
        case BEST_MODEL -> export.folder(to.resolve("best_model"));
        case SINGLE_FILE -> export.singleFile(to);
      };
    }
  }

  private Path folder(Path target) throws IOException {
    storage.recover(target);
    Room.requireForModel(target, settings.replace());
    try (Staged staged = storage.stage(target)) {
      staged.createDirectory(staged.path());
      for (String name : files()) {
        try (OutputStream out = staged.create(staged.path().resolve(name))) {
          write(name, tally.counting(name, out));
        }
      }
      put(staged, target);
      return target;
    }
  }

  private Set<String> files() {
    Set<String> files = new LinkedHashSet<>();
    for (String name : reader.files()) {
      if (!settings.weightsOnly() || !FileNames.isTrainingState(name)) {
        // Shards part the masters from the moments; without masters there is nothing to part.
        boolean joined = masters.areWeights() && FileNames.isOptimizer(name);
        files.add(joined ? FileNames.OPTIMIZER : name);
      }
    }
    return files;
  }

  private Path singleFile(Path to) throws IOException {
    boolean isFile = FileNames.isTensors(FileNames.of(to));
    Path target = isFile ? to : to.resolve(SingleFile.name(checkpoint.step()));
    Room.requireForFile(target, settings.replace());
    try (Staged staged = storage.stage(target)) {
      try (OutputStream out = staged.create(staged.path())) {
        writeTensors(singleFileTensors(), tally.counting(FileNames.of(target), out));
      }
      put(staged, target);
      return target;
    }
  }

  private List<NamedTensor> singleFileTensors() throws IOException {
    List<NamedTensor> weights = new ArrayList<>();
    List<NamedTensor> moments = new ArrayList<>();
    for (String name : reader.files()) {
      if (FileNames.isWeights(name)) {
        weights.addAll(weights(name));
      } else if (FileNames.isTensors(name) && !settings.weightsOnly()) {
        moments.addAll(masters.without(reader.tensors(name).values()));
      }
    }
    return SingleFile.tensors(weights, moments, checkpoint.step(), seed());
  }

  private OptionalLong seed() throws IOException {
    if (reader.files().contains(FileNames.RANDOM_STATE)) {
      Object seed = HuggingFaceJson.parse(reader.text(FileNames.RANDOM_STATE)).get(SingleFile.SEED);
      return seed instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  private void put(Staged staged, Path target) throws IOException {
    if (settings.replace()) {
      staged.replace(target);
    } else {
      staged.place(target);
    }
  }

  private void write(String name, OutputStream out) throws IOException {
    if (FileNames.isWeights(name)) {
      writeTensors(weights(name), out);
    } else if (FileNames.isTensors(name)) {
      writeTensors(masters.without(reader.tensors(name).values()), out);
    } else {
      out.write(text(name).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void writeTensors(Collection<NamedTensor> tensors, OutputStream out)
      throws IOException {
    SafetensorsWriter.write(tensors, Channels.newChannel(out));
  }

  private List<NamedTensor> weights(String name) throws IOException {
    return reader.tensors(name).values().stream().map(masters::exported).toList();
  }

  private String text(String name) throws IOException {
    String text = reader.text(name);
    if (settings.dtype().isEmpty()) {
      return text;
    }
    if (name.equals(FileNames.CONFIG)) {
      return configOf(text, settings.dtype().get());
    }
    return name.endsWith(FileNames.INDEX) && !FileNames.isOptimizer(name) ? indexOf(text) : text;
  }

  /** The same config.json for another type; newer files call it dtype. */
  private static String configOf(String text, DType dtype) throws IOException {
    Map<String, Object> config = new TreeMap<>(HuggingFaceJson.parse(text));
    config.put("torch_dtype", FloatTypes.pytorchName(dtype));
    config.computeIfPresent("dtype", (key, old) -> FloatTypes.pytorchName(dtype));
    return HuggingFaceJson.format(config);
  }

  /** The same index, with the size that the converted tensors have. */
  private String indexOf(String text) throws IOException {
    Map<String, Object> index = new TreeMap<>(HuggingFaceJson.parse(text));
    long size = 0;
    for (String name : reader.files()) {
      if (FileNames.isWeights(name)) {
        size += weights(name).stream().mapToLong(NamedTensor::byteSize).sum();
      }
    }
    index.put("metadata", Map.of("total_size", size));
    return HuggingFaceJson.format(index);
  }
}
