package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one committer of a run directory. A save that returned survives a kill and a power cut; one
 * that did not leaves what was there before. The thread that calls must not be interrupted: an
 * interrupt closes the file being written, and the save fails.
 */
public final class CheckpointStore implements AutoCloseable {
  private static final long BEFORE_ALL = -1;

  private final RunDirectory directory;
  private final StoreSettings settings;
  private final Consumer<? super StoreEvent> listener;
  private final Disk disk;
  private final RunLock lock;
  private final FullDiskPolicy fullDisk;
  private final CheckpointSet checkpoints;
  private final Commit commit;
  private final MetricsLog metrics;
  private final History history;

  private CheckpointStore(
      Path run,
      StoreSettings settings,
      Consumer<? super StoreEvent> listener,
      Disk disk,
      InstantSource clock,
      RunLock lock) {
    this.directory = RunDirectory.at(run);
    this.settings = settings;
    this.listener = listener;
    this.disk = disk;
    this.lock = lock;
    this.fullDisk = new FullDiskPolicy(settings.whenDiskFull(), listener);
    Trash trash = new Trash(run, disk);
    this.checkpoints = new CheckpointSet(directory, settings, disk, trash);
    this.commit = new Commit(run, disk, new CheckpointWriter(disk, clock), trash);
    this.metrics =
        new MetricsLog(new JsonLines(run.resolve(Layout.METRICS), disk), clock, fullDisk);
    this.history = new History(new JsonLines(run.resolve(Layout.HISTORY), disk), clock);
  }

  /**
   * Creates the directory if need be, takes its lock, and clears away what killed saves left.
   *
   * @throws RunInUseException if another store holds the directory
   * @throws CheckpointFailedException if the directory cannot be written
   */
  public static CheckpointStore open(
      Path runDirectory, StoreSettings settings, Consumer<? super StoreEvent> listener)
      throws IOException {
    return open(runDirectory, settings, listener, new LocalDisk(), InstantSource.system());
  }

  static CheckpointStore open(
      Path run,
      StoreSettings settings,
      Consumer<? super StoreEvent> listener,
      Disk disk,
      InstantSource clock)
      throws IOException {
    CheckpointStore store =
        new CheckpointStore(run, settings, listener, disk, clock, RunLock.acquire(run, disk));
    try {
      store.checkpoints.recover();
      return store;
    } catch (IOException failure) {
      store.close();
      throw new CheckpointFailedException(run + ": " + IoReason.of(failure), failure);
    } catch (RuntimeException failure) {
      store.close();
      throw failure;
    }
  }

  /** The directory, for reading. */
  public RunDirectory directory() {
    return directory;
  }

  /** The run's log of metrics. */
  public MetricsLog metrics() {
    return metrics;
  }

  /**
   * Writes a checkpoint, points {@code latest} and {@code best}, and deletes what the rules let go.
   * A checkpoint of the same step is replaced, metrics and all.
   *
   * @return the checkpoint, durable; empty if the disk is full and the settings say to go on
   * @throws UnknownMetricException if a candidate for best lacks the metric of {@code bestBy}
   * @throws CheckpointFailedException if it could not be written
   */
  public synchronized Optional<Checkpoint> save(CheckpointContent content) throws IOException {
    requireHeld();
    if (content.candidateForBest()) {
      settings.bestBy().ifPresent(bestBy -> bestBy.value(content.metrics()));
    }
    Path target = directory.path().resolve(Layout.checkpointName(content.step()));
    long start = System.nanoTime();
    listener.accept(new StoreEvent.Saving(target));
    if (!fullDisk.attempt(target, () -> commit(content, target))) {
      return Optional.empty();
    }
    Optional<String> bestBefore = directory.marks().best();
    point();
    Checkpoint saved = checkpoints.checkpoint(target);
    announceSaved(saved, Duration.ofNanos(System.nanoTime() - start));
    Standing standing = checkpoints.standing();
    announceBest(standing.best(), bestBefore);
    for (Found victim : standing.victims()) {
      delete(victim);
    }
    return Optional.of(saved);
  }

  /**
   * The newest checkpoint whose every byte is as it was saved. Damaged ones that are newer are
   * reported as {@link StoreEvent.Skipped} and stay where they are.
   */
  public synchronized Optional<Checkpoint> newestValid() throws IOException {
    for (Found found : checkpoints.after(BEFORE_ALL)) {
      Optional<String> damage = found.damage().or(() -> deepDamage(found));
      if (damage.isEmpty()) {
        return Optional.of(checkpoints.checkpoint(found.path()));
      }
      listener.accept(new StoreEvent.Skipped(found.path(), damage.get()));
    }
    return Optional.empty();
  }

  /**
   * Makes {@code point} the end of the run's one timeline: newer checkpoints go to the trash, newer
   * metrics no longer count, {@code latest} and {@code best} are worked out again. To be called
   * before the first new step of every resume; it changes nothing where nothing is newer.
   *
   * @param point where training goes on; null for the beginning
   * @param reason for the history
   */
  public synchronized void rewindTo(@Nullable Checkpoint point, String reason) throws IOException {
    requireHeld();
    long step = point == null ? BEFORE_ALL : point.step();
    List<Found> newer = checkpoints.after(step);
    if (!newer.isEmpty()) {
      List<String> names = newer.stream().map(Found::name).toList();
      record("rewound", Map.of("step", step, "trashed", names, "reason", reason));
      List<Path> moved = checkpoints.trash(newer);
      point();
      listener.accept(new StoreEvent.Rewound(Optional.ofNullable(point), moved, reason));
    }
    if (directory.metrics().stream().anyMatch(line -> line.step() > step)) {
      metrics.supersedeAfter(step);
    }
  }

  /**
   * Adds a line to the run's history.
   *
   * @param kind such as resumed, interrupted or failed
   * @param details strings, numbers, booleans, lists and maps
   */
  public synchronized void record(String kind, Map<String, ?> details) throws IOException {
    requireHeld();
    fullDisk.attempt(directory.path().resolve(Layout.HISTORY), () -> history.append(kind, details));
  }

  /** Replaces the run's status. It waits for no save, so that a heartbeat goes on beside one. */
  public void status(RunStatus status) throws IOException {
    requireHeld();
    Path target = directory.path().resolve(Layout.STATUS);
    String text = HuggingFaceJson.formatRecord(status);
    fullDisk.attempt(
        target, () -> disk.replace(target, unfinished -> disk.createText(unfinished, text)));
  }

  /** Releases the directory; what was saved is durable already. */
  @Override
  public synchronized void close() throws IOException {
    try (lock) {
      history.close();
      metrics.close();
    }
  }

  private void commit(CheckpointContent content, Path target) throws IOException {
    metrics.force();
    commit.save(content, target);
  }

  private void point() throws IOException {
    fullDisk.attempt(directory.path().resolve(Layout.LATEST), checkpoints::point);
  }

  private void announceSaved(Checkpoint saved, Duration duration) throws IOException {
    record("saved", Map.of("step", saved.step(), "bytes", saved.bytes()));
    listener.accept(new StoreEvent.Saved(saved, duration, saved.bytes()));
  }

  private void announceBest(Optional<Found> best, Optional<String> before) throws IOException {
    if (settings.bestBy().isEmpty() || best.isEmpty() || best.map(Found::name).equals(before)) {
      return;
    }
    Checkpoint checkpoint = checkpoints.checkpoint(best.get().path());
    String metric = settings.bestBy().get().metric();
    double value = settings.bestBy().get().value(checkpoint.metrics());
    record("best", Map.of("step", checkpoint.step(), "metric", metric, "value", value));
    listener.accept(new StoreEvent.NewBest(checkpoint, metric, value));
  }

  private void delete(Found victim) throws IOException {
    listener.accept(new StoreEvent.Deleting(victim.path()));
    if (fullDisk.attempt(victim.path(), () -> checkpoints.delete(victim))) {
      record("deleted", Map.of("step", victim.step()));
    }
  }

  private static Optional<String> deepDamage(Found found) {
    try (CheckpointReader reader = CheckpointReader.open(found.path())) {
      return reader.faults().stream().findFirst();
    } catch (IOException unreadable) {
      return Optional.of(IoReason.of(unreadable));
    }
  }

  private void requireHeld() {
    if (!lock.isHeld()) {
      throw new IllegalStateException(directory.path() + " was closed; open the store again");
    }
  }
}
