package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Carries out {@link WhenDiskFull} for whatever is written, and puts failures into one line. */
final class FullDiskPolicy {
  private final WhenDiskFull whenDiskFull;
  private final Consumer<? super StoreEvent> listener;
  private final Set<Path> reported = ConcurrentHashMap.newKeySet();

  /** Something that writes. */
  interface Action {
    void run() throws IOException;
  }

  FullDiskPolicy(WhenDiskFull whenDiskFull, Consumer<? super StoreEvent> listener) {
    this.whenDiskFull = whenDiskFull;
    this.listener = listener;
  }

  /**
   * Writes {@code path}. A lack of space that the run survives is reported once, until writing to
   * the same path succeeds again.
   *
   * @return whether it was written
   * @throws CheckpointFailedException if it was not, and the run is to stop
   */
  boolean attempt(Path path, Action action) throws CheckpointFailedException {
    try {
      action.run();
      reported.remove(path);
      return true;
    } catch (IOException failure) {
      if (!IoReason.isNoSpace(failure)) {
        throw failed(path, IoReason.of(failure), failure);
      }
      if (whenDiskFull == WhenDiskFull.STOP) {
        throw failed(
            path,
            IoReason.of(failure) + "; free some and run again, older checkpoints are whole",
            failure);
      }
      report(path, IoReason.of(failure));
      return false;
    }
  }

  private void report(Path path, String reason) {
    if (reported.add(path)) {
      listener.accept(new StoreEvent.SaveFailed(path, reason));
    }
  }

  private static CheckpointFailedException failed(Path path, String reason, IOException cause) {
    return new CheckpointFailedException(path + ": " + reason, cause);
  }
}
