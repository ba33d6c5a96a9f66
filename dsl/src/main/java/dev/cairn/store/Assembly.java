package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts a checkpoint together from files that lie elsewhere. Each copy is read back and compared
 * with the SHA-256 in the manifest, so nothing enters that differs from what was saved.
 */
final class Assembly {
  private final Path original;
  private final Sources sources;
  private final Disk disk;

  /** Where a file may be found, the likeliest place first. */
  interface Sources {
    List<Path> of(Manifest.FileSums file);
  }

  /**
   * An assembly that copies nothing yet.
   *
   * @param original a checkpoint directory with the manifest to go by
   */
  Assembly(Path original, Sources sources, Disk disk) {
    this.original = original;
    this.sources = sources;
    this.disk = disk;
  }

  /** A copy of a whole checkpoint. */
  static Assembly copyOf(Path original, Disk disk) {
    return new Assembly(original, file -> List.of(original.resolve(file.name())), disk);
  }

  /**
   * Writes and forces every file, the manifest last.
   *
   * @throws DamagedCheckpointException if no whole copy of a file is found, naming it
   */
  void write(Path directory) throws IOException {
    Manifest manifest = Manifest.read(original);
    for (Manifest.FileSums file : manifest.files()) {
      write(file, directory.resolve(file.name()));
    }
    disk.createText(
        directory.resolve(Layout.MANIFEST), Files.readString(original.resolve(Layout.MANIFEST)));
    if (!Manifest.read(directory).equals(manifest)) {
      throw new DamagedCheckpointException(original, "it was replaced while it was copied");
    }
    disk.forceDirectory(directory);
  }

  private void write(Manifest.FileSums file, Path target) throws IOException {
    for (Path source : sources.of(file)) {
      if (Files.isRegularFile(source) && Files.size(source) == file.size()) {
        if (copied(source, target) && Digests.sha256(target).equals(file.sha256())) {
          return;
        }
        disk.delete(target);
      }
    }
    throw new DamagedCheckpointException(original, "there is no whole copy of " + file.name());
  }

  private boolean copied(Path source, Path target) throws IOException {
    try {
      disk.copy(source, target);
      return true;
    } catch (UnreadableFileException badSector) {
      return false;
    }
  }
}
