package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a run again and again, and reads each time only what changed since: a look at a run with
 * a million logged steps costs little more than one with a hundred. Of use to one thread.
 */
public final class RunWatch {

  private final RunDirectory run;
  private final String name;
  private final Metrics metrics;
  private List<Checkpoint> checkpoints = List.of();
  private @Nullable FileTime changed;

  private RunWatch(RunDirectory run, String name, Metrics metrics) {
    this.run = run;
    this.name = name;
    this.metrics = metrics;
  }

  /**
   * Begins to watch a run, which may not have begun.
   *
   * @param name what it is called
   */
  public static RunWatch of(RunDirectory run, String name) throws IOException {
    return new RunWatch(run, name, Metrics.of(run));
  }

  /** The run as it is now. */
  public RunPicture look() throws IOException {
    metrics.readOn();
    readCheckpoints();
    StatusTable status = StatusTable.of(run, name, metrics.lastStep(), checkpoints, Instant.now());
    long best =
        checkpoints.stream()
            .filter(Checkpoint::best)
            .mapToLong(Checkpoint::step)
            .findFirst()
            .orElse(-1);
    return new RunPicture(
        status,
        MetricsTable.of(metrics, best),
        Curves.of(RunCurves.of(name, metrics, checkpoints)));
  }

  /**
   * Checkpoints come, go and are pointed at by renames, which change the directory; so does each
   * heartbeat, so that one missed in the grain of the clock is seen a second later.
   */
  private void readCheckpoints() throws IOException {
    FileTime now = lastChange();
    if (now == null || !now.equals(changed)) {
      checkpoints = run.checkpoints();
      changed = now;
    }
  }

  private @Nullable FileTime lastChange() throws IOException {
    try {
      return Files.getLastModifiedTime(run.path());
    } catch (NoSuchFileException notBegun) {
      return null;
    }
  }
}
