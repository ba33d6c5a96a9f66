package dev.cairn.data;

/**
 * A pseudo-random permutation of {@code [0, size)} whose value at any position is computed at once,
 * without a table.
 *
 * <p>A Feistel network permutes the smallest domain of an even number of bits that holds the range;
 * a value outside the range is encrypted again until it falls inside (cycle walking: Black and
 * Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). The domain is less than four
 * times the range, or four, so less than four walks are expected.
 */
final class Permutation {

  // Four rounds are enough for large domains (Luby and Rackoff 1988); small ones need more.
  private static final int ROUNDS = 8;

  private final long size;
  private final int halfBits;
  private final long halfMask;
  private final long[] roundKeys = new long[ROUNDS];

  /** The permutation of {@code [0, size)} that belongs to {@code key}. */
  Permutation(long size, long key) {
    this.size = size;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    halfBits = Math.max(1, (bits + 1) / 2);
    halfMask = (1L << halfBits) - 1;
    for (int round = 0; round < ROUNDS; round++) {
      roundKeys[round] = CounterRandom.mix(key, round);
    }
  }

  /** Where {@code position}, from 0 to below the size, is sent. */
  long at(long position) {
    long value = position;
    do {
      value = encrypted(value);
    } while (Long.compareUnsigned(value, size) >= 0);
    return value;
  }

  private long encrypted(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (long key : roundKeys) {
      long next = left ^ (CounterRandom.mix(key ^ right) & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
