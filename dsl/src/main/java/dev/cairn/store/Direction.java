package dev.cairn.store;

/** Which values of a metric are better. */
public enum Direction {
  LOWER,
  HIGHER
}
