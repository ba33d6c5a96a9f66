package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint on disk, as it was when it was read.
 *
 * @param path its directory, {@code checkpoint-STEP}
 * @param step optimizer steps done
 * @param epoch passes over the data; NaN if the manifest cannot be read
 * @param metrics the evaluation's results at this step; empty if none ran
 * @param bytes the size of its files
 * @param savedAt when it was saved, by the clock of the machine that saved it
 * @param best whether {@code best} points to it
 * @param latest whether {@code latest} points to it
 * @param pinned whether the run's {@code pinned} list names it
 * @param damage what is wrong with it: one line that names the file; empty if nothing was found
 * @param label what it was pinned as; empty if it is not pinned, or without a label
 */
public record Checkpoint(
    Path path,
    long step,
    double epoch,
    Map<String, Double> metrics,
    long bytes,
    Instant savedAt,
    boolean best,
    boolean latest,
    boolean pinned,
    Optional<String> damage,
    Optional<String> label) {

  public Checkpoint {
    metrics = Map.copyOf(metrics);
  }

  /** A checkpoint without a label. */
  public Checkpoint(
      Path path,
      long step,
      double epoch,
      Map<String, Double> metrics,
      long bytes,
      Instant savedAt,
      boolean best,
      boolean latest,
      boolean pinned,
      Optional<String> damage) {
    this(
        path, step, epoch, metrics, bytes, savedAt, best, latest, pinned, damage, Optional.empty());
  }

  /** Whether nothing wrong was found with it. */
  public boolean valid() {
    return damage.isEmpty();
  }

  /** Its directory's name. */
  public String name() {
    return Layout.checkpointName(step);
  }

  /**
   * Opens it for reading; every byte is checked before it is handed out.
   *
   * @throws DamagedCheckpointException if the manifest cannot be trusted
   */
  public CheckpointReader open() throws IOException {
    return CheckpointReader.open(path);
  }
}
