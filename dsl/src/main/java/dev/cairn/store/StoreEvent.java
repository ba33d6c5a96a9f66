package dev.cairn.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a {@link CheckpointStore} tells its listener, in the order in which it happens. */
public sealed interface StoreEvent {

  /** So many bytes of memory were set aside for copies of what is saved in the background. */
  record SetAside(long bytes) implements StoreEvent {}

  /**
   * The state has more bytes than may be set aside for a copy: training waits for each save while
   * it is written.
   */
  record TooLargeToCopy(long bytes, long limit) implements StoreEvent {}

  /** A save is due while the one before is still being written; training waits. */
  record Waiting(Path path) implements StoreEvent {}

  /** A save was due while the one before was still being written; training goes on without it. */
  record SaveSkipped(Path path) implements StoreEvent {}

  /** For how long the save to {@code path} held training up. */
  record Held(Path path, Duration duration) implements StoreEvent {}

  /** A save begins. */
  record Saving(Path path) implements StoreEvent {}

  /** A save is durable. */
  record Saved(Checkpoint checkpoint, Duration duration, long bytes) implements StoreEvent {}

  /** The rules let an older checkpoint go. */
  record Deleting(Path path) implements StoreEvent {}

  /** {@code best} points to another checkpoint from now on. */
  record NewBest(Checkpoint checkpoint, String metric, double value) implements StoreEvent {}

  /** A damaged checkpoint was passed over; the reason names the file and, if known, the tensor. */
  record Skipped(Path path, String reason) implements StoreEvent {}

  /** There was no space for {@code path}, and the run goes on without it. */
  record SaveFailed(Path path, String reason) implements StoreEvent {}

  /** {@code checkpoint} has a verified copy in the run's backup {@code directory}. */
  record BackedUp(Path checkpoint, Path directory, Duration duration) implements StoreEvent {}

  /** The backup is not up to date, and the run goes on without it. */
  record BackupFailed(Path directory, String reason) implements StoreEvent {}

  /** The backup {@code directory} is on the run's own disk, and would be lost with it. */
  record BackupOnSameDisk(Path directory) implements StoreEvent {}

  /** The run had lost {@code checkpoint}, and has it again from its backup {@code directory}. */
  record Restored(Path checkpoint, Path directory) implements StoreEvent {}

  /** The last holder of {@code directory} gave no sign of life since {@code heartbeat}. */
  record TakenOver(Path directory, long pid, String host, Instant heartbeat)
      implements StoreEvent {}

  /** The file system of {@code directory} lacks something that other means stand in for. */
  record PoorFileSystem(Path directory, String lacking) implements StoreEvent {}

  /**
   * The run went back to {@code point} (empty: to its beginning).
   *
   * @param moved where the newer checkpoints lie now, in the run's trash
   */
  record Rewound(Optional<Checkpoint> point, List<Path> moved, String reason)
      implements StoreEvent {
    public Rewound {
      moved = List.copyOf(moved);
    }
  }
}
