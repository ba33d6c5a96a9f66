package dev.cairn.train;

/** How a call of train ended. */
public enum Outcome {
  /** The target was reached. */
  FINISHED,
  /** The target had been reached before; nothing was done. */
  ALREADY_DONE,
  /** The step to pause at was reached; the target lies ahead. */
  PAUSED,
  /** Asked to stop, training saved and left before the target. */
  INTERRUPTED
}
