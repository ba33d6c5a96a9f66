package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The checksums of the safetensors file that tensors make, without writing it anywhere. */
final class Sums {
  private Sums() {}

  static Manifest.FileSums of(CheckpointFile.Tensors file) throws IOException {
    long dataSize = file.tensors().stream().mapToLong(NamedTensor::byteSize).sum();
    long headerSize = SafetensorsWriter.fileSize(file.tensors()) - dataSize;
    HashingChannel channel = new HashingChannel(headerSize);
    Map<String, Long> crc32c = SafetensorsWriter.write(file.tensors(), channel);
    return new Manifest.FileSums(
        file.name(),
        channel.size(),
        channel.sha256(),
        Optional.of(new Manifest.TensorSums(headerSize, channel.headCrc32c(), hex(crc32c))));
  }

  static Map<String, String> hex(Map<String, Long> crc32c) {
    return crc32c.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Digests.hex(entry.getValue())));
  }
}
