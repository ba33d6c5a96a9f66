package dev.cairn.store;

import dev.cairn.tensor.Checksums;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsException;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** All that is wrong with the file, in the order of its bytes. */
  List<FileFault> faults(VerifyDepth depth) {
    try {
      if (saved.tensors().isEmpty()) {
        bytes();
        return List.of();
      }
      List<FileFault> faults = tensorFaults();
      return faults.isEmpty() && depth == VerifyDepth.FILES ? wholeFaults() : faults;
    } catch (DamagedCheckpointException damaged) {
      return List.of(FileFault.ofWhole(saved, damaged.fault()));
    } catch (IOException unreadable) {
      return List.of(
          FileFault.ofWhole(saved, saved.name() + " cannot be read: " + IoReason.of(unreadable)));
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

  /**
   * What is wrong with the wanted tensors, in the order of the file. Several threads read: a
   * checksum is faster than one of them gets the bytes out of the page cache.
   */
  List<FileFault> tensorFaults(SafetensorsFile file, Predicate<String> wanted) throws IOException {
    try {
      return file.tensors().values().parallelStream()
          .filter(tensor -> wanted.test(tensor.name()))
          .flatMap(tensor -> fault(file, tensor).stream())
          .toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /** The same tensor, checked as it is read. */
  NamedTensor streamed(NamedTensor tensor) {
    String expected = tensorSums().crc32c().getOrDefault(tensor.name(), "nothing");
    return new StreamedTensor(tensor, checkpoint, saved.name(), expected);
  }

  /** What differs though every tensor is right: with a sound manifest, nothing but malice. */
  private List<FileFault> wholeFaults() throws IOException {
    String found = Digests.sha256(path());
    return found.equals(saved.sha256())
        ? List.of()
        : List.of(
            FileFault.ofWhole(
                saved,
                "%s does not match its SHA-256 (%s, saved as %s), though its tensors match"
                    .formatted(saved.name(), found, saved.sha256())));
  }

  private List<FileFault> tensorFaults() throws IOException {
    try (SafetensorsFile file = openTensors()) {
      return tensorFaults(file, name -> true);
    }
  }

  private Optional<FileFault> fault(SafetensorsFile file, NamedTensor tensor) {
    String found = crc32c(tensor);
    String expected = tensorSums().crc32c().getOrDefault(tensor.name(), "nothing");
    if (found.equals(expected)) {
      return Optional.empty();
    }
    long first = file.begin(tensor.name());
    long last = first + Math.max(1, tensor.byteSize()) - 1;
    return Optional.of(
        new FileFault(
            saved.name(),
            Optional.of(tensor.name()),
            first,
            last,
            "%s: tensor %s does not match its CRC32C (%s, saved as %s), bytes %d to %d"
                .formatted(saved.name(), tensor.name(), found, expected, first, last)));
  }

  private static String crc32c(NamedTensor tensor) {
    try {
      return Digests.hex(Checksums.crc32c(tensor));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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
