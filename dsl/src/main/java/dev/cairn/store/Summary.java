package dev.cairn.store;

import java.time.Instant;
import java.util.Map;

/**
 * What a manifest says of a checkpoint as a whole; small enough to hold one for each of ten
 * thousand.
 *
 * @param bytes the size of the files it lists
 */
record Summary(
    double epoch,
    Instant created,
    boolean candidateForBest,
    Map<String, Double> metrics,
    long bytes) {

  Summary {
    metrics = Map.copyOf(metrics);
  }

  static Summary of(Manifest manifest) {
    return new Summary(
        manifest.epoch(),
        manifest.created(),
        manifest.candidateForBest(),
        manifest.metrics(),
        manifest.filesSize());
  }
}
