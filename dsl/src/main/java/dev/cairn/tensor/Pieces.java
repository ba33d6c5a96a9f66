package dev.cairn.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Walks through a tensor of any size, by way of one pooled direct buffer where it must be read. */
final class Pieces {
  private static final int PIECE_BYTES = 4 << 20;
  private static final Deque<ByteBuffer> POOL = new ConcurrentLinkedDeque<>();

  private Pieces() {}

  interface Action {
    void accept(ByteBuffer piece) throws IOException;
  }

  /** Hands over the tensor's bytes in order; a piece is valid only until the action returns. */
  static void forEach(NamedTensor tensor, Action action) throws IOException {
    forEach(tensor, PIECE_BYTES, action);
  }

  /** The same in pieces of at most {@code most} bytes, for an action that gains by smaller ones. */
  static void forEach(NamedTensor tensor, int most, Action action) throws IOException {
    if (tensor instanceof MemoryTensor memory) {
      forEachSlice(memory.bytes(), most, action);
    } else {
      forEachRead(tensor, most, action);
    }
  }

  private static void forEachSlice(ByteBuffer bytes, int most, Action action) throws IOException {
    for (int offset = 0; offset < bytes.limit(); offset += most) {
      action.accept(bytes.slice(offset, Math.min(most, bytes.limit() - offset)));
    }
  }

  private static void forEachRead(NamedTensor tensor, int most, Action action) throws IOException {
    ByteBuffer buffer = take();
    try {
      long size = tensor.byteSize();
      for (long offset = 0; offset < size; offset += buffer.limit()) {
        buffer.clear().limit((int) Math.min(most, size - offset));
        tensor.read(offset, buffer);
        checkFull(tensor, offset, buffer);
        action.accept(buffer.slice(0, buffer.limit()));
      }
    } finally {
      POOL.push(buffer);
    }
  }

  private static ByteBuffer take() {
    ByteBuffer pooled = POOL.poll();
    ByteBuffer buffer = pooled == null ? ByteBuffer.allocateDirect(PIECE_BYTES) : pooled;
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void checkFull(NamedTensor tensor, long offset, ByteBuffer buffer)
      throws IOException {
    if (buffer.hasRemaining()) {
      String message = "tensor %s gave %d of the %d bytes from byte %d on";
      throw new IOException(
          message.formatted(
              JsonText.shortened(tensor.name()), buffer.position(), buffer.limit(), offset));
    }
  }
}
