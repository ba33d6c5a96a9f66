package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Weights in one safetensors file, or in several with Hugging Face's index: {@code
 * model-00001-of-00003.safetensors}, {@code model.safetensors.index.json}. Tensors are taken in the
 * order of their names; a shard is closed before it would grow over the limit, and a tensor larger
 * than that has a shard of its own.
 */
public final class Shards {
  private static final String ENDING = ".safetensors";
  private static final String INDEX = ".index.json";
  private static final String WEIGHT_MAP = "weight_map";

  private Shards() {}

  /**
   * The files of these tensors.
   *
   * @param name of the one file, where one is enough: {@code model.safetensors}
   * @param unchanging names of tensors that no step changes: they get shards of their own, which a
   *     later save need not write again
   * @param limit the bytes of tensors in a shard
   */
  public static List<CheckpointFile> of(
      String name, List<? extends NamedTensor> tensors, Set<String> unchanging, long limit) {
    List<List<NamedTensor>> shards = new ArrayList<>();
    shards.addAll(split(tensors, tensor -> unchanging.contains(tensor.name()), limit));
    shards.addAll(split(tensors, tensor -> !unchanging.contains(tensor.name()), limit));
    if (shards.size() <= 1) {
      return List.of(new CheckpointFile.Tensors(name, tensors));
    }
    List<CheckpointFile> files = new ArrayList<>();
    Map<String, String> weightMap = new TreeMap<>();
    for (List<NamedTensor> shard : shards) {
      String file = shardName(name, files.size() + 1, shards.size());
      shard.forEach(tensor -> weightMap.put(tensor.name(), file));
      files.add(new CheckpointFile.Tensors(file, shard));
    }
    long total = tensors.stream().mapToLong(NamedTensor::byteSize).sum();
    Map<String, ?> index = Map.of("metadata", Map.of("total_size", total), WEIGHT_MAP, weightMap);
    files.add(new CheckpointFile.Text(name + INDEX, HuggingFaceJson.format(index)));
    return files;
  }

  private interface Choice {
    boolean takes(NamedTensor tensor);
  }

  private static List<List<NamedTensor>> split(
      List<? extends NamedTensor> tensors, Choice choice, long limit) {
    List<List<NamedTensor>> shards = new ArrayList<>();
    long size = 0;
    for (NamedTensor tensor : sorted(tensors)) {
      if (!choice.takes(tensor)) {
        continue;
      }
      if (shards.isEmpty() || size + tensor.byteSize() > limit) {
        shards.add(new ArrayList<>());
        size = 0;
      }
      shards.get(shards.size() - 1).add(tensor);
      size += tensor.byteSize();
    }
    return shards;
  }

  private static List<NamedTensor> sorted(List<? extends NamedTensor> tensors) {
    return tensors.stream()
        .<NamedTensor>map(tensor -> tensor)
        .sorted(Comparator.comparing(NamedTensor::name))
        .toList();
  }

  private static String shardName(String name, int number, int count) {
    return "%s-%05d-of-%05d%s"
        .formatted(name.substring(0, name.length() - ENDING.length()), number, count, ENDING);
  }

  /** The name of the index that stands for a file that was split. */
  static String indexName(String name) {
    return name + INDEX;
  }

  /**
   * The shard of each tensor, as an index says.
   *
   * @throws IOException if the text is no index
   */
  static Map<String, String> weightMap(String index) throws IOException {
    if (!(HuggingFaceJson.parse(index).get(WEIGHT_MAP) instanceof Map<?, ?> entries)) {
      throw new IOException("it has no " + WEIGHT_MAP);
    }
    Map<String, String> map = new TreeMap<>();
    entries.forEach((tensor, shard) -> map.put(String.valueOf(tensor), String.valueOf(shard)));
    return map;
  }
}
