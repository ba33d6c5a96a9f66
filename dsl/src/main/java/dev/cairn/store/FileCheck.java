package dev.cairn.store;

import dev.cairn.tensor.Checksums;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsException;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/** Compares one file of a checkpoint with what the manifest says of it. */
final class FileCheck {
  private static final int CHUNK = 64 * 1024;

  private final Path checkpoint;
  private final Manifest.FileSums saved;

  FileCheck(Path checkpoint, Manifest.FileSums saved) {
    this.checkpoint = checkpoint;
    this.saved = saved;
  }

  /** All that is wrong with the file. */
  List<String> faults() {
    try {
      if (saved.tensors().isEmpty()) {
        bytes();
        return List.of();
      }
      try (SafetensorsFile file = openTensors()) {
        return tensorFaults(file);
      }
    } catch (DamagedCheckpointException damaged) {
      return List.of(damaged.fault());
    } catch (IOException unreadable) {
      return List.of(saved.name() + " cannot be read: " + IoReason.of(unreadable));
    }
  }

  /** All bytes of a small file, after comparing them with their SHA-256. */
  byte[] bytes() throws IOException {
    requireSize();
    byte[] bytes = Files.readAllBytes(path());
    if (!Digests.sha256(bytes).equals(saved.sha256())) {
      throw new DamagedCheckpointException(
          checkpoint, saved.name() + " does not match its SHA-256: it was damaged after the save");
    }
    return bytes;
  }

  /** Opens a safetensors file after comparing its header, but not yet its tensors. */
  SafetensorsFile openTensors() throws IOException {
    Manifest.TensorSums sums = tensorSums();
    requireSize();
    String header = headerCrc32c(Math.min(sums.headerSize(), saved.size()));
    if (!header.equals(sums.headerCrc32c())) {
      throw new DamagedCheckpointException(
          checkpoint,
          "%s: its header does not match its CRC32C (%s, saved as %s)"
              .formatted(saved.name(), header, sums.headerCrc32c()));
    }
    try {
      return SafetensorsFile.open(path());
    } catch (SafetensorsException malformed) {
      throw new DamagedCheckpointException(
          checkpoint, saved.name() + ": " + malformed.getMessage(), malformed);
    }
  }

  /** What is wrong with the tensors, in the order of the file. */
  List<String> tensorFaults(SafetensorsFile file) throws IOException {
    return tensorFaults(file, name -> true);
  }

  /** What is wrong with the wanted tensors, in the order of the file. */
  List<String> tensorFaults(SafetensorsFile file, Predicate<String> wanted) throws IOException {
    List<String> faults = new ArrayList<>();
    Map<String, String> sums = tensorSums().crc32c();
    for (NamedTensor tensor : file.tensors().values()) {
      if (!wanted.test(tensor.name())) {
        continue;
      }
      String found = Digests.hex(Checksums.crc32c(tensor));
      String expected = sums.getOrDefault(tensor.name(), "nothing");
      if (!found.equals(expected)) {
        faults.add(
            "%s: tensor %s does not match its CRC32C (%s, saved as %s)"
                .formatted(saved.name(), tensor.name(), found, expected));
      }
    }
    return faults;
  }

  private Manifest.TensorSums tensorSums() {
    return saved
        .tensors()
        .orElseThrow(() -> new IllegalArgumentException(saved.name() + " holds no tensors"));
  }

  private void requireSize() throws IOException {
    Optional<String> damage = Found.sizeDamage(path(), saved);
    if (damage.isPresent()) {
      throw new DamagedCheckpointException(checkpoint, damage.get());
    }
  }

  private String headerCrc32c(long size) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (FileChannel channel = FileChannel.open(path())) {
      for (long left = size; left > 0; left -= chunk.limit()) {
        chunk.clear().limit((int) Math.min(CHUNK, left));
        if (channel.read(chunk) < 0) {
          break;
        }
        crc.update(chunk.flip());
      }
    }
    return Digests.hex(crc.getValue());
  }

  private Path path() {
    return checkpoint.resolve(saved.name());
  }
}
