package dev.cairn.display;

/** A point of a curve, in its units, or of a drawing, in points from the top left. */
record Point(double x, double y) {

  boolean finite() {
    return Double.isFinite(x) && Double.isFinite(y);
  }
}
