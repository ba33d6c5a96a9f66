package dev.cairn.store;

/** What a run does when the disk has no space for a checkpoint; older checkpoints stay whole. */
public enum WhenDiskFull {
  /** Report it as {@link StoreEvent.SaveFailed} and train on. */
  CONTINUE,
  /** Stop with a {@link CheckpointFailedException}. */
  STOP
}
