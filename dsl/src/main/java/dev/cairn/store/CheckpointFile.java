package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import java.util.List;
<<<<<<< HEAD
import java.util.regex.Pattern;
=======
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b

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
<<<<<<< HEAD
    if (!PLAIN.matcher(name).matches() || name.equals(Layout.MANIFEST)) {
=======
    if (!Layout.isPlainFileName(name) || name.equals(Layout.MANIFEST)) {
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
      throw new IllegalArgumentException(
          "\"" + name + "\" cannot be a file of a checkpoint; use a plain name like config.json");
    }
  }
<<<<<<< HEAD

  /** What a file of a checkpoint may be called. */
  Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");
=======
>>>>>>> 37598f5b9ce46ed81ea2db6e0c830e18bf18332b
}
