package dev.cairn.store;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory in which the tensors of one save wait to be written. It is allocated and touched once (a
 * fresh page costs many times a copy) and then used for one save after the other.
 */
final class SnapshotMemory {
  private static final int CHUNK_BYTES = 1 << 30;

  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final long capacity;
  private long used;

  /**
   * @throws OutOfMemoryError if the JVM's limit on direct memory is lower
   */
  SnapshotMemory(long bytes) {
    capacity = bytes;
    for (long left = bytes; left > 0; left -= CHUNK_BYTES) {
      // The JDK fills a new buffer with zeros, which touches its pages.
      chunks.add(ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, left)));
    }
  }

  long capacity() {
    return capacity;
  }

  /** Forgets what was copied; those tensors must no longer be read. */
  void clear() {
    used = 0;
  }

  /** A copy of the tensor as it is now; it stays so, whatever happens to the tensor. */
  NamedTensor copy(NamedTensor tensor) throws IOException {
    long begin = used;
    used = Math.addExact(used, tensor.byteSize());
    List<ByteBuffer> parts = new ArrayList<>();
    forEachPart(
        begin,
        tensor.byteSize(),
        (offset, part) -> {
          tensor.read(offset, part.duplicate());
          parts.add(part);
        });
    return parts.size() == 1
        ? MemoryTensor.of(tensor.name(), tensor.dtype(), tensor.shape(), parts.get(0))
        : new Copy(tensor.name(), tensor.dtype(), tensor.shape(), this, begin);
  }

  private interface Action {
    void accept(long offset, ByteBuffer part) throws IOException;
  }

  /** Hands over the bytes from {@code begin} on, one part for each chunk that they lie in. */
  private void forEachPart(long begin, long length, Action action) throws IOException {
    long done = 0;
    while (done < length) {
      long position = begin + done;
      ByteBuffer chunk = chunks.get((int) (position / CHUNK_BYTES));
      int from = (int) (position % CHUNK_BYTES);
      int count = (int) Math.min(chunk.capacity() - from, length - done);
      action.accept(done, chunk.slice(from, count));
      done += count;
    }
  }

  private record Copy(String name, DType dtype, Shape shape, SnapshotMemory memory, long begin)
      implements NamedTensor {

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
      requireWithin(offset, target);
      memory.forEachPart(begin + offset, target.remaining(), (done, part) -> target.put(part));
    }
  }
}
