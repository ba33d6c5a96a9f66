package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import java.util.List;

/** Checkpoints as a table. */
public record CheckpointTable(List<Checkpoint> checkpoints) {

  /** Copies the list. */
  public CheckpointTable {
    checkpoints = List.copyOf(checkpoints);
  }

  /** The table of the given checkpoints. */
  public static CheckpointTable of(List<Checkpoint> checkpoints) {
    return new CheckpointTable(checkpoints);
  }
}
