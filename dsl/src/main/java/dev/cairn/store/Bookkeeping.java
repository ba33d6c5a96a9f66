package dev.cairn.store;

import java.io.IOException;
import java.util.Map;

/**
 * What the holder of a run writes beside its checkpoints: history, pointers and pins. Whether a
 * full disk ends the run is for its policy to say.
 */
final class Bookkeeping {
  private final RunDirectory directory;
  private final CheckpointSet checkpoints;
  private final History history;
  private final Disk disk;
  private final FullDiskPolicy fullDisk;

  Bookkeeping(
      RunDirectory directory,
      CheckpointSet checkpoints,
      History history,
      Disk disk,
      FullDiskPolicy fullDisk) {
    this.directory = directory;
    this.checkpoints = checkpoints;
    this.history = history;
    this.disk = disk;
    this.fullDisk = fullDisk;
  }

  void record(String kind, Map<String, ?> details) throws IOException {
    fullDisk.attempt(directory.path().resolve(Layout.HISTORY), () -> history.append(kind, details));
  }

  /** Points {@code latest} and {@code best} to what is the latest and the best now. */
  void point() throws IOException {
    Standing standing = checkpoints.standing();
    fullDisk.attempt(directory.path().resolve(Layout.LATEST), () -> checkpoints.point(standing));
  }

  Pins pins() throws IOException {
    return Pins.read(directory.path());
  }

  void write(Pins pins) throws IOException {
    fullDisk.attempt(
        directory.path().resolve(Layout.PINNED), () -> pins.write(directory.path(), disk));
  }
}
