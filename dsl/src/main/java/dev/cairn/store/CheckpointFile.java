package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import java.util.List;

/** One file of a checkpoint, as the caller gives it. */
public sealed interface CheckpointFile {

  /** The file's name in the checkpoint's directory: letters, digits, dots, dashes, underscores. */
  String name();

  /** A safetensors file. */
  record Tensors(String name, List<? extends NamedTensor> tensors) implements CheckpointFile {
    public Tensors {
      requirePlain(name);
      tensors = List.copyOf(tensors);
    }
  }

  /** A text file, written as UTF-8. */
  record Text(String name, String content) implements CheckpointFile {
    public Text {
      requirePlain(name);
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
