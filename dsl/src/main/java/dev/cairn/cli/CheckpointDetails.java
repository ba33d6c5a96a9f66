package dev.cairn.cli;

import dev.cairn.display.Units;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is in a checkpoint, without the tensors' bytes. */
record CheckpointDetails(
    Optional<String> parent,
    Map<String, String> environment,
    Map<String, Object> settings,
    List<FileDetails> files) {

  private static final String SETTINGS = "training_args.json";
  private static final String TENSORS = ".safetensors";

  /** A tensor's place in the model. */
  record TensorDetails(String name, String dtype, List<Long> shape, long values) {

    static TensorDetails of(NamedTensor tensor) {
      return new TensorDetails(
          tensor.name(), tensor.dtype().name(), tensor.shape().sizes(), tensor.shape().size());
    }
  }

  /** A file and the tensors in it; none if it holds text. */
  record FileDetails(String name, long bytes, List<TensorDetails> tensors) {

    static FileDetails read(Path file) throws IOException {
      String name = String.valueOf(file.getFileName());
      return new FileDetails(
          name, Files.size(file), name.endsWith(TENSORS) ? tensors(file) : List.of());
    }

    private static List<TensorDetails> tensors(Path file) throws IOException {
      try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
        return tensors.tensors().values().stream().map(TensorDetails::of).toList();
      }
    }

    /** {@code 52 tensors, 824,320 values F32}; empty for text. */
    String summary() {
      if (tensors.isEmpty()) {
        return "";
      }
      long values = tensors.stream().mapToLong(TensorDetails::values).sum();
      String dtypes =
          tensors.stream().map(TensorDetails::dtype).distinct().collect(Collectors.joining("/"));
      return "%d tensors, %s values %s".formatted(tensors.size(), Units.count(values), dtypes);
    }

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", name);
      map.put("bytes", bytes);
      if (!tensors.isEmpty()) {
        map.put("tensors", tensors.stream().map(FileDetails::toMap).toList());
      }
      return map;
    }

    private static Map<String, Object> toMap(TensorDetails tensor) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", tensor.name());
      map.put("dtype", tensor.dtype());
      map.put("shape", tensor.shape());
      return map;
    }
  }

  static CheckpointDetails read(Checkpoint checkpoint, CheckpointReader reader) throws IOException {
    List<FileDetails> files = new ArrayList<>();
    for (String name : reader.files()) {
      files.add(FileDetails.read(checkpoint.path().resolve(name)));
    }
    Map<String, Object> settings =
        reader.files().contains(SETTINGS) ? HuggingFaceJson.parse(reader.text(SETTINGS)) : Map.of();
    return new CheckpointDetails(reader.parent(), reader.environment(), settings, files);
  }
}
