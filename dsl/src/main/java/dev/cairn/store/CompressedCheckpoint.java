package dev.cairn.store;

import java.nio.file.Path;

/**
 * A checkpoint of a run that is one file, {@code checkpoint-N.tar.zst}, in place of a directory. No
 * rule counts or deletes it, and no resume begins from it.
 *
 * @param bytes the size of the file
 */
public record CompressedCheckpoint(Path path, long step, long bytes) {

  /** The name of the file that a checkpoint is to become. */
  public static String fileName(Checkpoint checkpoint) {
    return checkpoint.name() + Layout.COMPRESSED;
  }

  /** The name of the directory that it was, and will be again. */
  public String name() {
    return Layout.checkpointName(step);
  }
}
