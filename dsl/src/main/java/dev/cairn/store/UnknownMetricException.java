package dev.cairn.store;

import java.util.Set;

/** {@link BestBy} names a metric that an evaluation did not give. */
public final class UnknownMetricException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownMetricException(String metric, Set<String> known) {
    super(
        "bestBy names \"%s\"; this run has: %s"
            .formatted(metric, known.isEmpty() ? "no metrics" : String.join(", ", known)));
  }
}
