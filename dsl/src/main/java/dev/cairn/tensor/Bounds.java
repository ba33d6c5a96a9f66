package dev.cairn.tensor;

import java.nio.ByteBuffer;

/** The bounds that every tensor's read keeps. */
final class Bounds {
  private Bounds() {}

  static void check(NamedTensor tensor, long offset, ByteBuffer target) {
    if (offset < 0 || offset > tensor.byteSize() - target.remaining()) {
      String message = "tensor %s has %d bytes; %d from byte %d on are not in it";
      throw new IndexOutOfBoundsException(
          message.formatted(
              JsonText.shortened(tensor.name()), tensor.byteSize(), target.remaining(), offset));
    }
  }
}
