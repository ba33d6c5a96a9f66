package dev.cairn.store;

import dev.cairn.tensor.Checksums;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds files of the last checkpoint that hold the very tensors of a new one, so that they get a
 * second name instead of being written again.
 */
final class Unchanged {
  private final Path checkpoint;
  private final List<Manifest.FileSums> saved;

  private Unchanged(Path checkpoint, List<Manifest.FileSums> saved) {
    this.checkpoint = checkpoint;
    this.saved = saved;
  }

  /** A file on disk, and what its sums are under the name it is wanted by. */
  record Twin(Path existing, Manifest.FileSums sums) {}

  static Unchanged since(Optional<Path> last) throws IOException {
    if (last.isEmpty() || !Found.at(last.get()).valid()) {
      return new Unchanged(Path.of(""), List.of());
    }
    return new Unchanged(last.get(), Manifest.read(last.get()).files());
  }

  Optional<Twin> twin(CheckpointFile.Tensors file) throws IOException {
    long size = SafetensorsWriter.fileSize(file.tensors());
    for (Manifest.FileSums sums : saved) {
      if (sums.size() == size
          && sums.tensors().isPresent()
          && hasChecksums(file, sums.tensors().get().crc32c())
          && sha256(file).equals(sums.sha256())) {
        Manifest.FileSums renamed =
            new Manifest.FileSums(file.name(), size, sums.sha256(), sums.tensors());
        return Optional.of(new Twin(checkpoint.resolve(sums.name()), renamed));
      }
    }
    return Optional.empty();
  }

  /** Quick for a file that has changed: its first changed tensor ends the comparison. */
  private static boolean hasChecksums(CheckpointFile.Tensors file, Map<String, String> crc32c)
      throws IOException {
    for (NamedTensor tensor : file.tensors()) {
      if (!crc32c.containsKey(tensor.name())) {
        return false;
      }
    }
    for (NamedTensor tensor : file.tensors()) {
      if (!Digests.hex(Checksums.crc32c(tensor)).equals(crc32c.get(tensor.name()))) {
        return false;
      }
    }
    return true;
  }

  /** CRC32C finds accidents; only a cryptographic sum says that two files are the same. */
  private static String sha256(CheckpointFile.Tensors file) throws IOException {
    return Sums.of(file).sha256();
  }
}
