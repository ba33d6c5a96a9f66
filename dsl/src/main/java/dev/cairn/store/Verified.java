package dev.cairn.store;

import java.util.List;

/**
 * A checkpoint after a pass over its bytes.
 *
 * @param faults all that is wrong with it; empty if every byte is as it was saved
 * @param sharedWith other checkpoints, by path, that hold a damaged file of this one by a hard
 *     link, and so are damaged with it
 */
public record Verified(Checkpoint checkpoint, List<FileFault> faults, List<String> sharedWith) {

  /** Copies the lists. */
  public Verified {
    faults = List.copyOf(faults);
    sharedWith = List.copyOf(sharedWith);
  }

  /** Whether every byte is as it was saved. */
  public boolean whole() {
    return faults.isEmpty();
  }
}
