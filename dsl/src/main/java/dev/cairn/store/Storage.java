package dev.cairn.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The disk on which runs and their archives lie. Other packages write by way of it, so that a test
 * can cut the power of all that they write.
 */
public final class Storage {
  /** The disks of this machine, by its clock. */
  public static final Storage LOCAL = new Storage(new LocalDisk(), InstantSource.system());

  private final Disk disk;
  private final InstantSource clock;

  Storage(Disk disk, InstantSource clock) {
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Opens a run's store, and tells nobody of its events.
   *
   * @throws RunInUseException if another store holds the directory
   * @throws CheckpointFailedException if the directory cannot be written
   */
  public CheckpointStore open(Path run, StoreSettings settings) throws IOException {
    return CheckpointStore.open(run, settings, event -> {}, disk, clock);
  }

  /**
   * Replaces a small file by one that holds this text; returns when that would survive a power cut.
   * At every moment the file is the old one or the new one, whole.
   *
   * @throws IOException if it cannot be written; the old one is still there then
   */
  public void replace(Path file, String text) throws IOException {
    try (Staged staged = stage(file)) {
      try (OutputStream out = staged.create(staged.path())) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      staged.replace(file);
    }
  }

  /**
   * Begins something to be placed at {@code target}, whose parent is created if need be; what a
   * killed process left of the same is deleted.
   *
   * @throws IOException if the parent cannot be created
   */
  public Staged stage(Path target) throws IOException {
    return Staged.at(target, disk);
  }

  /**
   * Ends what a kill interrupted in {@link Staged#replace}: what was there before is put back, or
   * deleted where the new one is in its place.
   */
  public void recover(Path target) throws IOException {
    Staged.recover(target.toAbsolutePath().normalize(), disk);
  }

  /** Deletes a file; from then on it is gone after a power cut as well. */
  public void delete(Path file) throws IOException {
    disk.delete(file);
    disk.forceDirectory(file.toAbsolutePath().resolveSibling(""));
  }
}
