package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the files of a checkpoint, and hands out nothing that differs from what was saved. Tensors
 * read their bytes from the file when asked, so they are of use only until this is closed.
 */
public final class CheckpointReader implements AutoCloseable {
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

  /** The environment that the caller recorded with the save. */
  public Map<String, String> environment() {
    return manifest.environment();
  }

  /** The checkpoint that the run was forked from. */
  public Optional<String> parent() {
    return manifest.parent();
  }

  /**
   * The tensors of a safetensors file by name, after one pass over all its bytes.
   *
   * @throws DamagedCheckpointException naming the first tensor that does not match its CRC32C
   * @throws IllegalArgumentException if no tensors were saved under this name
   */
  public Map<String, NamedTensor> tensors(String fileName) throws IOException {
    FileCheck check = check(fileName);
    SafetensorsFile file = check.openTensors();
    opened.add(file);
    List<FileFault> faults = check.tensorFaults(file);
    if (!faults.isEmpty()) {
      throw new DamagedCheckpointException(path, faults.get(0).line());
    }
    return file.tensors();
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
