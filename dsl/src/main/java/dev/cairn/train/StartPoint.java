package dev.cairn.train;

import java.nio.file.Path;

/** Where training begins or goes on. */
public sealed interface StartPoint {

  /** The run's newest valid checkpoint; the beginning if there is none. */
  record Newest() implements StartPoint {}

  /** A checkpoint of the run; what is newer goes to its trash. */
  record At(Path checkpoint) implements StartPoint {}

  /** The beginning; all checkpoints of the run go to its trash. */
  record Fresh() implements StartPoint {}

  /**
   * A checkpoint of another run, recorded as the parent; once the run has checkpoints of its own,
   * the newest valid one of these.
   */
  record Fork(Path checkpoint) implements StartPoint {}
}
