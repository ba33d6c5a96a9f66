package dev.cairn.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
   * killed process left of the same is deleted. What the file system lacks is done by other means.
   *
   * @throws IOException if the parent cannot be created, or nothing can be written there
   */
  public Staged stage(Path target) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    Staged.createParent(absolute, disk);
    return Staged.at(absolute, diskOf(absolute));
  }

  /**
   * Ends what a kill interrupted in {@link Staged#replace}: what was there before is put back, or
   * deleted where the new one is in its place.
   */
  public void recover(Path target) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute.resolveSibling(""))) {
      Staged.recover(absolute, diskOf(absolute));
    }
  }

  /** Deletes a file; from then on it is gone after a power cut as well. */
  public void delete(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Disk able = diskOf(absolute);
    able.delete(absolute);
    able.forceDirectory(absolute.resolveSibling(""));
  }

  /** The disk, with what its file system lacks beside {@code target} done by other means. */
  private Disk diskOf(Path target) throws CheckpointFailedException {
    Path parent = target.resolveSibling("");
    Abilities abilities;
    try {
      abilities = disk.abilities(parent);
    } catch (CheckpointFailedException failure) {
      throw cannotBeWritten(target, IoReason.of(failure.reason()), failure.reason());
    }
    if (!abilities.fileRename()) {
      String reason = "its file system cannot replace a file by a rename";
      throw cannotBeWritten(target, reason, new IOException(reason));
    }
    return abilities.adapted(disk);
  }

  private static CheckpointFailedException cannotBeWritten(
      Path target, String reason, IOException failure) {
    return new CheckpointFailedException(
        "%s cannot be written (%s); write to another disk".formatted(target, reason), failure);
  }
}
