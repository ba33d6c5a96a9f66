package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the files of a checkpoint into a directory and forces each; the manifest comes last. */
final class CheckpointWriter {
  private final Disk disk;
  private final InstantSource clock;

  CheckpointWriter(Disk disk, InstantSource clock) {
    this.disk = disk;
    this.clock = clock;
  }

  /** Writes everything into {@code directory}, which is new and empty. */
  void write(CheckpointContent content, Path directory) throws IOException {
    List<Manifest.FileSums> sums = new ArrayList<>();
    for (CheckpointFile file : content.files()) {
      sums.add(write(file, directory));
    }
    disk.createText(directory.resolve(Layout.MANIFEST), manifest(content, sums).toText());
    disk.forceDirectory(directory);
  }

  /** The bytes that the files of a checkpoint take, less the manifest. */
  static long size(CheckpointContent content) {
    return content.files().stream().mapToLong(CheckpointWriter::size).sum();
  }

  private static long size(CheckpointFile file) {
    if (file instanceof CheckpointFile.Tensors weights) {
      return SafetensorsWriter.fileSize(weights.tensors());
    }
    return utf8(((CheckpointFile.Text) file).content()).remaining();
  }

  private Manifest manifest(CheckpointContent content, List<Manifest.FileSums> sums) {
    return new Manifest(
        Manifest.FORMAT,
        content.step(),
        content.epoch(),
        clock.instant(),
        content.candidateForBest(),
        content.metrics(),
        content.parent(),
        content.environment(),
        sums);
  }

  private Manifest.FileSums write(CheckpointFile file, Path directory) throws IOException {
    try (Disk.OpenFile open = disk.create(directory.resolve(file.name()))) {
      Manifest.FileSums sums =
          file instanceof CheckpointFile.Tensors weights
              ? writeTensors(weights, open)
              : writeText((CheckpointFile.Text) file, open);
      open.force();
      return sums;
    }
  }

  private static Manifest.FileSums writeTensors(CheckpointFile.Tensors file, Disk.OpenFile open)
      throws IOException {
    long dataSize = file.tensors().stream().mapToLong(NamedTensor::byteSize).sum();
    long headerSize = SafetensorsWriter.fileSize(file.tensors()) - dataSize;
    HashingChannel channel = new HashingChannel(open, headerSize);
    Map<String, Long> crc32c = SafetensorsWriter.write(file.tensors(), channel);
    Map<String, String> digits =
        crc32c.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Digests.hex(entry.getValue())));
    return new Manifest.FileSums(
        file.name(),
        channel.size(),
        channel.sha256(),
        Optional.of(new Manifest.TensorSums(headerSize, channel.headCrc32c(), digits)));
  }

  private static Manifest.FileSums writeText(CheckpointFile.Text file, Disk.OpenFile open)
      throws IOException {
    HashingChannel channel = new HashingChannel(open, 0);
    channel.write(utf8(file.content()));
    return new Manifest.FileSums(file.name(), channel.size(), channel.sha256(), Optional.empty());
  }

  private static ByteBuffer utf8(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
