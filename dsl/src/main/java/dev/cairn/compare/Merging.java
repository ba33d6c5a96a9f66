package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.SavedFile;
import dev.cairn.store.Shards;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Values;
import dev.cairn.train.SaveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Merges checkpoints into a run of its own. Tensors are mixed as they are written, block by block,
 * so that memory does not grow with the model.
 */
public final class Merging implements AutoCloseable {
  private static final String INDEX = ".safetensors.index.json";
  private static final String TENSORS = ".safetensors";
  private static final String TOKENIZER = "tokenizer.json";
  private static final Set<String> NO_LONGER_TRUE = Set.of("trainer_state.json", "scheduler.json");

  private final Merge merge;
  private final List<CheckpointReader> readers = new ArrayList<>();

  private Merging(Merge merge) {
    this.merge = merge;
  }

  /**
   * Writes the merged checkpoint as durably as any save, with the step of the first parent, its
   * config, tokenizer and settings, but without an optimizer's state. The manifest's parent and
   * environment and the run's history tell the recipe.
   *
   * @param run the run's directory; where it holds just what this merge makes, nothing happens, so
   *     that a script can be run again
   * @throws IllegalArgumentException if the parents do not fit together, or the run holds others
   * @throws dev.cairn.store.DamagedCheckpointException if one of the parents is damaged
   */
  public static Checkpoint into(Path run, Merge merge) throws IOException {
    try (Merging merging = new Merging(merge)) {
      List<Checkpoint> there = RunDirectory.at(run).checkpoints();
      if (there.size() == 1 && merging.made(there.get(0))) {
        return there.get(0);
      }
      if (!there.isEmpty()) {
        throw new IllegalArgumentException(
            run + " holds checkpoints already; merge into a run of another name");
      }
      CheckpointContent content = merging.content();
      StoreSettings settings =
          new StoreSettings(
              Retention.of(new KeepRule.KeepAll()), Optional.empty(), WhenDiskFull.STOP);
      try (CheckpointStore store = CheckpointStore.open(run, settings, event -> {})) {
        Checkpoint saved = store.save(content).orElseThrow();
        store.record("merged", merging.details());
        return saved;
      }
    }
  }

  private boolean made(Checkpoint checkpoint) throws IOException {
    if (!checkpoint.valid()) {
      return false;
    }
    try (CheckpointReader reader = checkpoint.open()) {
      return reader.environment().equals(environment());
    }
  }

  @Override
  public void close() throws IOException {
    for (CheckpointReader reader : readers) {
      reader.close();
    }
  }

  private CheckpointContent content() throws IOException {
    List<Map<String, NamedTensor>> weights = new ArrayList<>();
    for (Checkpoint parent : merge.parents()) {
      CheckpointReader reader = parent.open();
      readers.add(reader);
      weights.add(Weights.of(parent, reader));
      requireFits(weights.get(0), weights.get(weights.size() - 1), parent);
    }
    requireOneArchitecture();
    requireOneVocabulary();
    List<NamedTensor> merged = new ArrayList<>();
    for (String name : weights.get(0).keySet()) {
      List<NamedTensor> tensors = new ArrayList<>();
      weights.forEach(one -> tensors.add(Objects.requireNonNull(one.get(name))));
      merged.add(MergedTensor.of(merge, tensors));
    }
    List<CheckpointFile> files =
        new ArrayList<>(
            Shards.of(Weights.FILE, merged, Set.of(), SaveSettings.DEFAULT.shardBytes()));
    files.addAll(texts());
    Checkpoint first = merge.parents().get(0);
    return new CheckpointContent(
        first.step(), first.epoch(), Map.of(), false, files, Optional.of(line()), environment());
  }

  /** Config, tokenizer and settings; what tells of training and of shards is left out. */
  private List<CheckpointFile> texts() throws IOException {
    CheckpointReader first = readers.get(0);
    List<CheckpointFile> texts = new ArrayList<>();
    for (String name : first.files()) {
      boolean left =
          name.endsWith(TENSORS) || name.endsWith(INDEX) || NO_LONGER_TRUE.contains(name);
      if (!left) {
        texts.add(new CheckpointFile.Text(name, first.text(name)));
      }
    }
    return texts;
  }

  private void requireFits(
      Map<String, NamedTensor> first, Map<String, NamedTensor> other, Checkpoint parent) {
    Set<String> names = new TreeSet<>(first.keySet());
    names.addAll(other.keySet());
    for (String name : names) {
      NamedTensor one = first.get(name);
      NamedTensor another = other.get(name);
      if (one == null || another == null) {
        throw unfit(parent, name + " is in only one of the two");
      }
      if (!one.shape().equals(another.shape())) {
        throw unfit(parent, "%s is %s and %s".formatted(name, one.shape(), another.shape()));
      }
      if (!Values.readable(one.dtype()) || !Values.readable(another.dtype())) {
        throw unfit(parent, "%s is %s, which cannot be mixed".formatted(name, one.dtype()));
      }
    }
  }

  private void requireOneArchitecture() throws IOException {
    for (int i = 1; i < readers.size(); i++) {
      Optional<String> difference = Architecture.difference(readers.get(0), readers.get(i));
      if (difference.isPresent()) {
        throw unfit(merge.parents().get(i), difference.get());
      }
    }
  }

  private void requireOneVocabulary() throws IOException {
    for (int i = 1; i < readers.size(); i++) {
      boolean both = hasTokenizer(0) && hasTokenizer(i);
      if (both && !readers.get(0).text(TOKENIZER).equals(readers.get(i).text(TOKENIZER))) {
        throw unfit(merge.parents().get(i), "their vocabularies differ");
      }
    }
  }

  private boolean hasTokenizer(int reader) {
    return readers.get(reader).files().contains(TOKENIZER);
  }

  private IllegalArgumentException unfit(Checkpoint parent, String why) {
    return new IllegalArgumentException(
        "%s and %s cannot be merged: %s; merge checkpoints of one architecture"
            .formatted(merge.parents().get(0).path(), parent.path(), why));
  }

  /** {@code average of a/checkpoint-500, b/checkpoint-500}. */
  private String line() {
    List<String> names = merge.parents().stream().map(Merging::name).toList();
    return merge.recipe() + " of " + String.join(", ", names);
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    environment.put("merge", merge.recipe());
    merge
        .parameters()
        .forEach((name, value) -> environment.put("merge." + name, Double.toString(value)));
    int number = 1;
    for (Checkpoint parent : merge.parents()) {
      environment.put(
          "merge.parent.%03d".formatted(number), name(parent) + " sha256:" + manifestSum(parent));
      number++;
    }
    return environment;
  }

  private Map<String, Object> details() throws IOException {
    List<Map<String, Object>> parents = new ArrayList<>();
    for (Checkpoint parent : merge.parents()) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("name", name(parent));
      details.put("step", parent.step());
      details.put("manifest_sha256", manifestSum(parent));
      parents.add(details);
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("recipe", merge.recipe());
    details.put("parameters", merge.parameters());
    details.put("parents", parents);
    return details;
  }

  private static String name(Checkpoint checkpoint) {
    return Optional.ofNullable(checkpoint.path().toAbsolutePath().getParent())
            .map(run -> run.getFileName() + "/")
            .orElse("")
        + checkpoint.name();
  }

  /** The manifest lists the SHA-256 of every file, so its own stands for all. */
  private static String manifestSum(Checkpoint checkpoint) throws IOException {
    try {
      byte[] manifest = Files.readAllBytes(checkpoint.path().resolve(SavedFile.MANIFEST));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(manifest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
