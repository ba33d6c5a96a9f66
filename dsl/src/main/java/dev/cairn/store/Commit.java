package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Saves a checkpoint: makes sure of the space, writes its files, and lands them. */
final class Commit {
  private final Path run;
  private final Disk disk;
  private final CheckpointWriter writer;
  private final Landing landing;

  Commit(Path run, Disk disk, CheckpointWriter writer, Landing landing) {
    this.run = run;
    this.disk = disk;
    this.writer = writer;
    this.landing = landing;
  }

  /**
   * What a save has to write, and what it takes from another.
   *
   * @param last the newest checkpoint, whose files may serve again
   */
  List<CheckpointWriter.Planned> plan(CheckpointContent content, Optional<Path> last)
      throws IOException {
    return writer.plan(content, Unchanged.since(last));
  }

  /** Returns when the checkpoint is durable; leaves nothing behind when it fails. */
  void save(CheckpointContent content, List<CheckpointWriter.Planned> plan, Path target)
      throws IOException {
    landing.land(target, directory -> writer.write(content, plan, directory));
  }
}
