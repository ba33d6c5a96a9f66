package dev.cairn.share;

import dev.cairn.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** How the bytes of a block are dealt out to planes; the formats are in docs/formats.md. */
enum Planes {
  BYTES(1, 1) {
    @Override
    void rotate(ByteBuffer elements, boolean left) {}
  },
  SHORTS(2, 2) {
    @Override
    void rotate(ByteBuffer elements, boolean left) {}
  },
  INTS(4, 4) {
    @Override
    void rotate(ByteBuffer elements, boolean left) {}
  },
  LONGS(8, 8) {
    @Override
    void rotate(ByteBuffer elements, boolean left) {}
  },
  BF16(18, 2) {
    @Override
    void rotate(ByteBuffer elements, boolean left) {
      int distance = left ? 1 : Short.SIZE - 1;
      for (int at = 0; at + Short.BYTES <= elements.limit(); at += Short.BYTES) {
        int bits = Short.toUnsignedInt(elements.getShort(at));
        elements.putShort(at, (short) (bits << distance | bits >>> (Short.SIZE - distance)));
      }
    }
  },
  F32(20, 4) {
    @Override
    void rotate(ByteBuffer elements, boolean left) {
      int distance = left ? 1 : -1;
      for (int at = 0; at + Integer.BYTES <= elements.limit(); at += Integer.BYTES) {
        elements.putInt(at, Integer.rotateLeft(elements.getInt(at), distance));
      }
    }
  };

  private final int kind;
  private final int width;

  Planes(int kind, int width) {
    this.kind = kind;
    this.width = width;
  }

  /** The number that the format has for it. */
  int kind() {
    return kind;
  }

  /** The number of planes: the bytes of an element. */
  int width() {
    return width;
  }

  /** That of the format's number; empty if there is none. */
  static Optional<Planes> of(int kind) {
    for (Planes planes : values()) {
      if (planes.kind == kind) {
        return Optional.of(planes);
      }
    }
    return Optional.empty();
  }

  static Planes of(DType dtype) {
    return switch (dtype) {
      case F32 -> F32;
      case BF16 -> BF16;
      default ->
          switch (dtype.byteSize()) {
            case Short.BYTES -> SHORTS;
            case Integer.BYTES -> INTS;
            case Long.BYTES -> LONGS;
            default -> BYTES;
          };
    };
  }

  /** The size of a plane of a block of so many bytes. */
  int size(int plane, int blockSize) {
    return (blockSize - plane + width - 1) / width;
  }

  /** Deals a block's bytes out to planes, one after the other; the block is rotated in place. */
  void split(byte[] block, int size, byte[] planes) {
    rotate(ByteBuffer.wrap(block, 0, size).order(ByteOrder.LITTLE_ENDIAN), true);
    int to = 0;
    for (int plane = 0; plane < width; plane++) {
      for (int from = plane; from < size; from += width) {
        planes[to++] = block[from];
      }
    }
  }

  /** Undoes {@link #split}. */
  void join(byte[] planes, int size, byte[] block) {
    int from = 0;
    for (int plane = 0; plane < width; plane++) {
      for (int to = plane; to < size; to += width) {
        block[to] = planes[from++];
      }
    }
    rotate(ByteBuffer.wrap(block, 0, size).order(ByteOrder.LITTLE_ENDIAN), false);
  }

  /** Rotates each whole element by one bit. */
  abstract void rotate(ByteBuffer elements, boolean left);
}
