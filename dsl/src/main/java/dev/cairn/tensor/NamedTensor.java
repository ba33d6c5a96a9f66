package dev.cairn.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A tensor that can be read piece by piece: the bridge between whatever trains and the files on
 * disk. Elements are row-major and little-endian; offsets are long, so a tensor may be larger than
 * 2 GiB.
 */
public interface NamedTensor {

  /** The tensor's name, unique within its file. */
  String name();

  /** The element type. */
  DType dtype();

  /** The shape; empty for a scalar. */
  Shape shape();

  /** The number of bytes: the product of the shape times the size of an element. */
  default long byteSize() {
    return Math.multiplyExact(shape().size(), dtype().byteSize());
  }

  /**
   * All bytes without a copy, read-only, where they lie in memory or in a file of which at most 2
   * GiB are mapped; empty where they have to be read. A file that is cut short while its view is
   * used ends in an {@link InternalError}, so bytes of doubtful files are read instead.
   *
   * @throws IOException if the file cannot be mapped
   */
  default Optional<ByteBuffer> view() throws IOException {
    return Optional.empty();
  }

  /**
   * Checks that a read stays within the tensor; every implementation of {@link #read} begins so.
   *
   * @throws IndexOutOfBoundsException if it does not
   */
  default void requireWithin(long offset, ByteBuffer target) {
    if (offset < 0 || offset > byteSize() - target.remaining()) {
      throw new IndexOutOfBoundsException(
          "tensor %s has %d bytes; %d from byte %d on are not in it"
              .formatted(JsonText.shortened(name()), byteSize(), target.remaining(), offset));
    }
  }

  /**
   * Fills {@code target} from its position to its limit with the bytes that begin at {@code
   * offset}.
   *
   * @throws IndexOutOfBoundsException if the tensor ends before {@code target} is full
   * @throws IOException if the bytes cannot be read
   */
  void read(long offset, ByteBuffer target) throws IOException;
}
