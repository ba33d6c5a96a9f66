package dev.cairn.share;

/** How the bytes of a block are dealt out to planes: each byte of an element to one of its own. */
final class Planes {
  private static final int SAMPLE = 1 << 12;
  private static final int VALUES = 256;

  /** By how much the squares of a sample's counts may exceed those of even ones: chance is 1 %. */
  private static final double TOLERANCE = 1.06;

  private Planes() {}

  /**
   * Whether a plane's bytes are spread so evenly that compression would save less than a hundredth;
   * told from a sample of them, for speed.
   */
  static boolean looksRandom(byte[] bytes, int begin, int size) {
    if (size < SAMPLE) {
      return false;
    }
    int[] counts = new int[VALUES];
    int stride = size / SAMPLE;
    for (int i = 0; i < SAMPLE; i++) {
      counts[Byte.toUnsignedInt(bytes[begin + i * stride])]++;
    }
    long squares = 0;
    for (int count : counts) {
      squares += (long) count * count;
    }
    double even = SAMPLE + (double) SAMPLE * (SAMPLE - 1) / VALUES;
    return squares < even * TOLERANCE;
  }

  /** Whether elements can have this size. */
  static boolean isWidth(int width) {
    return width == Byte.BYTES
        || width == Short.BYTES
        || width == Integer.BYTES
        || width == Long.BYTES;
  }

  /** The size of a plane of a block of so many bytes. */
  static int size(int plane, int width, int blockSize) {
    return Math.max(0, (blockSize - plane + width - 1) / width);
  }

  /** Deals a block's bytes out to planes, one after the other. */
  static void split(byte[] block, int size, int width, byte[] planes) {
    int to = 0;
    for (int plane = 0; plane < width; plane++) {
      for (int from = plane; from < size; from += width) {
        planes[to++] = block[from];
      }
    }
  }

  /** Undoes {@link #split}. */
  static void join(byte[] planes, int size, int width, byte[] block) {
    int from = 0;
    for (int plane = 0; plane < width; plane++) {
      for (int to = plane; to < size; to += width) {
        block[to] = planes[from++];
      }
    }
  }
}
