package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.Map;

/** The weights of a checkpoint, in one file or in shards. */
final class Weights {
  static final String FILE = "model.safetensors";

  private Weights() {}

  /** The weights, every byte of them checked, to be read as often as need be. */
  static Map<String, NamedTensor> of(Checkpoint checkpoint, CheckpointReader reader)
      throws IOException {
    requireHeld(checkpoint, reader);
    return reader.tensors(FILE);
  }

  /** The weights, to be checked as they are read, once. */
  static Map<String, NamedTensor> streamed(Checkpoint checkpoint, CheckpointReader reader)
      throws IOException {
    requireHeld(checkpoint, reader);
    return reader.streamed(FILE);
  }

  private static void requireHeld(Checkpoint checkpoint, CheckpointReader reader) {
    if (!reader.holds(FILE)) {
      throw new IllegalArgumentException(
          checkpoint.path()
              + " holds no "
              + FILE
              + ", so there are no weights to compare or merge");
    }
  }
}
