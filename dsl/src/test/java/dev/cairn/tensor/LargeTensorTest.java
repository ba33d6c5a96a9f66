package dev.cairn.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeTensorTest {
  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  @Test
  void aTensorBeyondFourGibibytesIsReadWhereItLies() throws IOException {
    long size = 5 * GIB;
    byte[] head =
        TensorFiles.file(
            """
            {"huge":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]},\
            "last":{"dtype":"U8","shape":[3],"data_offsets":[%d,%d]}}"""
                .formatted(size / 4, size, size, size + 3),
            0);
    Path path = folder.resolve("sparse.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(head);
      file.seek(head.length + 3 * GIB);
      file.write(42);
      file.seek(head.length + size);
      file.write(new byte[] {1, 2, 3});
    }

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.begin("last")).isEqualTo(head.length + size);
      assertThat(TensorFiles.bytes(file.tensor("last"))).containsExactly(1, 2, 3);
      ByteBuffer around = ByteBuffer.allocate(3);
      file.tensor("huge").read(3 * GIB - 1, around);
      assertThat(around.array()).containsExactly(0, 42, 0);
    }
  }

  @Test
  void theHeaderCountsBeyondFourGibibytes() {
    NamedTensor huge = new PatternTensor("a", DType.F32, Shape.of(GIB, 3));
    NamedTensor after = new PatternTensor("b", DType.F32, Shape.of(1));
    CanonicalLayout layout = CanonicalLayout.of(List.of(after, huge));

    assertThat(StandardCharsets.UTF_8.decode(layout.prologue()).toString())
        .contains(
            "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12884901888,12884901892]}");
    assertThat(layout.fileSize()).isEqualTo(12 * GIB + 4 + layout.prologue().remaining());
  }

  @Test
  @Tag("slow")
  void aTensorOverTwoGibibytesComesBackFromTheDisk() throws IOException {
    PatternTensor large = new PatternTensor("large", DType.U8, Shape.of(2 * GIB + (300 << 20) + 1));
    NamedTensor small = MemoryTensor.floats("small", Shape.of(1), 1f);
    Path path = folder.resolve("large.safetensors");
    Map<String, Long> checksums;
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      checksums = SafetensorsWriter.write(List.of(large, small), out);
    }

    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(checksums).containsEntry("large", Checksums.crc32c(file.tensor("large")));
      ByteBuffer tail = ByteBuffer.allocate(2);
      file.tensor("large").read(large.byteSize() - 2, tail);
      assertThat(tail.array())
          .containsExactly(
              PatternTensor.at(large.byteSize() - 2), PatternTensor.at(large.byteSize() - 1));
    }
  }
}
