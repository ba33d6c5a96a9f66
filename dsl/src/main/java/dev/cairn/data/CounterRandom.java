package dev.cairn.data;

/**
 * Random bits as a pure function of counters: nothing is carried from one call to the next, so any
 * step's randomness can be had without replaying the steps before it.
 */
public final class CounterRandom {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /**
   * 64 well-mixed bits that depend on each value and on their order. Of one value it is the first
   * output of SplitMix64 seeded with it; each further value is added to the state before the next
   * output.
   *
   * <p>Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
   */
  public static long mix(long... values) {
    long state = 0;
    for (long value : values) {
      state = finalized(state + value + GOLDEN_GAMMA);
    }
    return state;
  }

  /** The paper's mix64: a bijection, by Stafford's variant 13 of MurmurHash3's finalizer. */
  private static long finalized(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
