package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tensor that is larger than any Java array or buffer. */
class LargeTensorTest {
  private static final long ROWS = 590;
  private static final long COLUMNS = 1 << 20;

  @TempDir Path folder;

  @Test
  @Tag("slow")
  void aTensorOverTwoGibibytesIsSavedVerifiedAndLoaded() throws IOException {
    Repeated large = new Repeated("large");
    assertThat(large.byteSize()).isGreaterThan(Integer.MAX_VALUE);
    try (CheckpointStore store =
        CheckpointStore.open(folder.resolve("run"), StoreSettings.keepingAll(), event -> {})) {
      Checkpoint saved = store.save(List.of(large), Map.of(), 1, 0).orElseThrow();
      assertThat(store.directory().verify(VerifyDepth.FILES))
          .singleElement()
          .matches(Verified::whole);
      try (CheckpointReader reader = store.load().orElseThrow()) {
        assertSameBytes(large, Objects.requireNonNull(reader.tensors().get("large")));
      }
      flipLastByte(saved.path().resolve(CheckpointReader.MODEL));
      assertThat(store.directory().verify(VerifyDepth.TENSORS))
          .singleElement()
          .satisfies(
              damaged ->
                  assertThat(damaged.faults().get(0).line()).contains("tensor large does not"));
    }
  }

  private static void assertSameBytes(NamedTensor expected, NamedTensor loaded) throws IOException {
    ByteBuffer left = ByteBuffer.allocate(1 << 24);
    ByteBuffer right = ByteBuffer.allocate(1 << 24);
    for (long offset = 0; offset < expected.byteSize(); offset += left.capacity()) {
      int length = (int) Math.min(left.capacity(), expected.byteSize() - offset);
      expected.read(offset, left.clear().limit(length));
      loaded.read(offset, right.clear().limit(length));
      assertThat(right.flip()).isEqualTo(left.flip());
    }
  }

  private static void flipLastByte(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.read(last, channel.size() - 1);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (last.get(0) ^ 1)}), channel.size() - 1);
    }
  }

  /** Takes little memory: a piece of random bytes, of an odd length, over and over. */
  private record Repeated(String name) implements NamedTensor {
    private static final byte[] PIECE = new byte[(1 << 20) + 7];

    static {
      new Random(1).nextBytes(PIECE);
    }

    @Override
    public DType dtype() {
      return DType.F32;
    }

    @Override
    public Shape shape() {
      return Shape.of(ROWS, COLUMNS);
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      long next = offset;
      while (target.hasRemaining()) {
        int begin = (int) (next % PIECE.length);
        int count = Math.min(target.remaining(), PIECE.length - begin);
        target.put(PIECE, begin, count);
        next += count;
      }
    }
  }
}
