package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads the files of a checkpoint, and hands out nothing that differs from what was saved. Tensors
 * read their bytes from the file when asked, so they are of use only until this is closed.
 */
public final class CheckpointReader implements AutoCloseable {
  /** The file of the weights, by Hugging Face's name. */
  static final String MODEL = "model.safetensors";

  private final Path path;
  private final Manifest manifest;
  private final List<SafetensorsFile> opened = new ArrayList<>();

  private CheckpointReader(Path path, Manifest manifest) {
    this.path = path;
    this.manifest = manifest;
  }

  static CheckpointReader open(Path path) throws IOException {
    return new CheckpointReader(path, Manifest.read(path));
  }

  /** The names of the files that were saved, in the order in which they were given. */
  public List<String> files() {
    return manifest.files().stream().map(Manifest.FileSums::name).toList();
  }

  /** The SHA-256 of each file that was saved, in hexadecimal, by name. */
  public Map<String, String> sha256() {
    return manifest.files().stream()
        .collect(Collectors.toUnmodifiableMap(Manifest.FileSums::name, Manifest.FileSums::sha256));
  }

  /** Whether tensors were saved under this name, in one file or in shards. */
  public boolean holds(String fileName) {
    return manifest.file(fileName).isPresent()
        || manifest.file(Shards.indexName(fileName)).isPresent();
  }

  /** The environment that the caller recorded with the save. */
  public Map<String, String> environment() {
    return manifest.environment();
  }

  /** The checkpoint that the run was forked from. */
  public Optional<String> parent() {
    return manifest.parent();
  }

  /** The tensors of {@code model.safetensors}, checked. */
  public Map<String, NamedTensor> tensors() throws IOException {
    return tensors(MODEL);
  }

  /**
   * The tensors of a safetensors file by name, or of the shards that it was split into, after one
   * pass over all their bytes.
   *
   * @throws DamagedCheckpointException naming the first tensor that does not match its CRC32C
   * @throws IllegalArgumentException if no tensors were saved under this name
   */
  public Map<String, NamedTensor> tensors(String fileName) throws IOException {
    return tensors(fileName, name -> true);
  }

  /**
   * Some of the tensors of a file, or of its shards; what is not wanted is not read.
   *
   * @param wanted the names, for example {@code name -> name.startsWith("transformer.h.0.")}
   * @throws DamagedCheckpointException naming the first of them that does not match its CRC32C
   * @throws IllegalArgumentException if no tensors were saved under this name
   */
  public Map<String, NamedTensor> tensors(String fileName, Predicate<String> wanted)
      throws IOException {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    for (String part : parts(fileName, wanted)) {
      FileCheck check = check(part);
      SafetensorsFile file = check.openTensors();
      opened.add(file);
      file.tensors().values().stream()
          .filter(tensor -> wanted.test(tensor.name()))
          .forEach(tensor -> tensors.put(tensor.name(), tensor));
      List<FileFault> faults = check.tensorFaults(file, wanted);
      if (!faults.isEmpty()) {
        throw new DamagedCheckpointException(path, faults.get(0).line());
      }
    }
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * The tensors of a safetensors file, or of its shards, that are checked as they are read: each
   * once, from its first byte to its last, by one thread. A read out of this order fails; the last
   * one of a tensor that does not match its CRC32C throws a {@link DamagedCheckpointException}.
   *
   * @throws IllegalArgumentException if no tensors were saved under this name
   */
  public Map<String, NamedTensor> streamed(String fileName) throws IOException {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    for (String part : parts(fileName, name -> true)) {
      FileCheck check = check(part);
      SafetensorsFile file = check.openTensors();
      opened.add(file);
      file.tensors().values().forEach(tensor -> tensors.put(tensor.name(), check.streamed(tensor)));
    }
    return Collections.unmodifiableMap(tensors);
  }

  /** The file itself, or those of its shards that hold wanted tensors. */
  private Set<String> parts(String fileName, Predicate<String> wanted) throws IOException {
    String index = Shards.indexName(fileName);
    if (manifest.file(index).isEmpty()) {
      return Set.of(fileName);
    }
    Set<String> parts = new TreeSet<>();
    Shards.weightMap(text(index))
        .forEach(
            (tensor, shard) -> {
              if (wanted.test(tensor)) {
                parts.add(shard);
              }
            });
    return parts;
  }

  /**
   * A text file.
   *
   * @throws DamagedCheckpointException if it does not match its SHA-256
   * @throws IllegalArgumentException if nothing was saved under this name
   */
  public String text(String fileName) throws IOException {
    return new String(check(fileName).bytes(), StandardCharsets.UTF_8);
  }

  /**
   * Reads every file and says all that is wrong, one line a fault, each naming the file and, if
   * known, the tensor; empty if all is as it was saved.
   */
  public List<String> faults() {
    return manifest.files().stream()
        .flatMap(file -> new FileCheck(path, file).faults(VerifyDepth.TENSORS).stream())
        .map(FileFault::line)
        .toList();
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsFile file : opened) {
      file.close();
    }
  }

  private FileCheck check(String fileName) {
    return new FileCheck(
        path,
        manifest
            .file(fileName)
            .orElseThrow(
                () -> new IllegalArgumentException(path + " was saved without " + fileName)));
  }
}
