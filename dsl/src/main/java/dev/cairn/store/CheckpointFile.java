package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One file of a checkpoint, as the caller gives it. */
public sealed interface CheckpointFile {

  /** The file's name in the checkpoint's directory: letters, digits, dots, dashes, underscores. */
  String name();

  /** The same file with its tensors as they are now, whatever happens to them later. */
  CheckpointFile copiedBy(SnapshotMemory memory) throws IOException;

  /** The bytes of all tensors in the files. */
  static long tensorBytes(Collection<? extends CheckpointFile> files) {
    return files.stream()
        .filter(Tensors.class::isInstance)
        .flatMap(file -> ((Tensors) file).tensors().stream())
        .mapToLong(NamedTensor::byteSize)
        .sum();
  }

  /** A safetensors file. */
  record Tensors(String name, List<? extends NamedTensor> tensors) implements CheckpointFile {
    public Tensors {
      requirePlain(name);
      tensors = List.copyOf(tensors);
    }

    @Override
    public CheckpointFile copiedBy(SnapshotMemory memory) throws IOException {
      List<NamedTensor> copies = new ArrayList<>();
      for (NamedTensor tensor : tensors) {
        copies.add(memory.copy(tensor));
      }
      return new Tensors(name, copies);
    }
  }

  /** A text file, written as UTF-8. */
  record Text(String name, String content) implements CheckpointFile {
    public Text {
      requirePlain(name);
    }

    @Override
    public CheckpointFile copiedBy(SnapshotMemory memory) {
      return this;
    }
  }

  /** Refuses what would leave the checkpoint's directory, hide in it, or replace the manifest. */
  private static void requirePlain(String name) {
    if (!Layout.isPlainFileName(name) || name.equals(Layout.MANIFEST)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" cannot be a file of a checkpoint; use a plain name like config.json");
    }
  }
}
