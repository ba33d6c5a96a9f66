package dev.cairn.store;

import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.nio.file.Path;
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
  private final RunDirectory directory;
  private final StoreSettings settings;
  private final Consumer<? super StoreEvent> listener;
  private final Disk disk;
  private final RunLock lock;
  private final FullDiskPolicy fullDisk;
  private final Trash trash;
  private final CheckpointSet checkpoints;
  private final FreeSpace space;
  private final RootModel rootModel;
  private final CheckpointWriter writer;
  private final MetricsLog metrics;
  private final History history;
  private final Landing landing;
  private final Optional<Backup> backup;
  private final Bookkeeping books;
  private final Committer committer;
  private final ByHand byHand;
  private final Recovery recovery;

  private CheckpointStore(
      Path run,
      StoreSettings settings,
      Consumer<? super StoreEvent> listener,
      Disk whole,
      Abilities abilities,
      InstantSource clock,
      RunLock lock) {
    this.directory = RunDirectory.at(run);
    this.settings = settings;
    this.listener = listener;
    this.disk = abilities.adapted(whole);
    this.lock = lock;
    this.fullDisk = new FullDiskPolicy(settings.whenDiskFull(), listener);
    this.trash = new Trash(run, disk, clock);
    this.checkpoints = new CheckpointSet(directory, settings, disk, trash);
    this.space = new FreeSpace(run, disk, settings, checkpoints);
    this.rootModel = new RootModel(run, disk);
    this.landing = new Landing(run, disk, trash);
    this.writer = new CheckpointWriter(disk, clock);
    this.metrics =
        new MetricsLog(new JsonLines(run.resolve(Layout.METRICS), disk), clock, fullDisk);
    this.history = new History(new JsonLines(run.resolve(Layout.HISTORY), disk), clock);
    this.backup =
        settings.backup().map(place -> new Backup(directory, place, whole, clock, history));
    this.books = new Bookkeeping(directory, checkpoints, history, disk, fullDisk);
    this.committer =
        new Committer(directory, settings, checkpoints, books, fullDisk, listener, this::write);
    this.byHand = new ByHand(run, checkpoints, trash, books);
    this.recovery = new Recovery(checkpoints, landing, books, backup, listener);
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
    RunLock lock = RunLock.acquire(run, disk, clock);
    try {
      Abilities abilities = disk.abilities(run);
      abilities.requireForRun(run);
      announce(run, lock, abilities, listener);
      CheckpointStore store =
          new CheckpointStore(run, settings, listener, disk, abilities, clock, lock);
      store.checkpoints.recover();
      store.expire();
      store.backup.ifPresent(one -> one.warnOfSameDisk(listener));
      return store;
    } catch (CheckpointFailedException | RuntimeException said) {
      lock.close();
      throw said;
    } catch (IOException failure) {
      lock.close();
      throw new CheckpointFailedException(run + ": " + IoReason.of(failure), failure);
    }
  }

  private static void announce(
      Path run, RunLock lock, Abilities abilities, Consumer<? super StoreEvent> listener) {
    abilities
        .lacking(lock.isLocked())
        .ifPresent(lacking -> listener.accept(new StoreEvent.PoorFileSystem(run, lacking)));
    lock.predecessor()
        .ifPresent(
            dead ->
                listener.accept(
                    new StoreEvent.TakenOver(
                        run, dead.holder().pid(), dead.holder().host(), dead.time())));
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
    Optional<Checkpoint> saved = committer.save(content);
    if (saved.isPresent()) {
      expire();
      askForBackup();
    }
    return saved;
  }

  /**
   * Saves someone's own tensors as {@code model.safetensors}; with metrics, as a candidate for
   * best. {@link CheckpointContent} says more.
   *
   * @param epoch passes over the data, with its fraction
   * @return the checkpoint, durable; empty if the disk is full and the settings say to go on
   */
  public Optional<Checkpoint> save(
      List<? extends NamedTensor> state, Map<String, Double> metrics, long step, double epoch)
      throws IOException {
    return save(
        new CheckpointContent(
            step,
            epoch,
            metrics,
            !metrics.isEmpty(),
            List.of(new CheckpointFile.Tensors(CheckpointReader.MODEL, state)),
            Optional.empty()));
  }

  /**
   * Opens the {@link #newestValid} checkpoint, to be closed by the caller.
   *
   * @return its reader; empty if there is none
   */
  public Optional<CheckpointReader> load() throws IOException {
    return opened(newestValid());
  }

  /**
   * Opens the best checkpoint, to be closed by the caller.
   *
   * @return its reader, which checks every byte; empty if none is best
   * @throws DamagedCheckpointException if its manifest cannot be trusted
   */
  public Optional<CheckpointReader> loadBest() throws IOException {
    return opened(directory.best());
  }

  private static Optional<CheckpointReader> opened(Optional<Checkpoint> checkpoint)
      throws IOException {
    return checkpoint.isPresent() ? Optional.of(checkpoint.get().open()) : Optional.empty();
  }

  /**
   * Decides anew which checkpoint is the best, among those that are on the disk now, and points
   * {@code best} and {@code latest}. Each save does so; this is for when someone has deleted or
   * copied checkpoints by hand.
   *
   * @return the best; empty if there is none
   */
  public synchronized Optional<Checkpoint> updateBest() throws IOException {
    requireHeld();
    return committer.updateBest();
  }

  /**
   * Deletes, for good, what the rules of the settings let go, and trash that is old enough. Each
   * save does so; this is for when the rules have changed.
   *
   * @return what went, oldest first
   */
  public synchronized List<Checkpoint> cleanup() throws IOException {
    requireHeld();
    List<Checkpoint> gone = committer.cleanup();
    expire();
    return gone;
  }

  /**
   * The newest checkpoint whose every byte is as it was saved. Damaged ones that are newer are
   * reported as {@link StoreEvent.Skipped} and stay where they are, unless the backup has them:
   * then they are put back, as are those of a directory that was lost, and reported as {@link
   * StoreEvent.Restored}.
   */
  public synchronized Optional<Checkpoint> newestValid() throws IOException {
    return recovery.newestValid();
  }

  /**
   * Puts a damaged checkpoint right with whole copies of its files: of a backup, of other
   * checkpoints of the run, of its trash. The damaged one goes to the trash.
   *
   * @param elsewhere directories of runs that hold copies
   * @return where the damaged one lies now
   * @throws DamagedCheckpointException if there is no whole copy of a file, naming it
   */
  public synchronized Path repair(Verified damaged, List<Path> elsewhere) throws IOException {
    requireHeld();
    Repair repair = new Repair(directory.path(), elsewhere, disk);
    return recovery.repair(checkpoints.require(damaged.checkpoint()), damaged, repair);
  }

  /**
   * Makes {@code point} the end of the run's one timeline: newer checkpoints, compressed ones too,
   * go to the trash, newer metrics no longer count, {@code latest} and {@code best} are worked out
   * again. To be called before the first new step of every resume; it changes nothing where nothing
   * is newer.
   *
   * @param point where training goes on; null for the beginning
   * @param reason for the history
   */
  public synchronized void rewindTo(@Nullable Checkpoint point, String reason) throws IOException {
    requireHeld();
    long step = point == null ? CheckpointSet.BEFORE_ALL : point.step();
    List<Found> newer = checkpoints.after(step);
    if (!newer.isEmpty()) {
      List<String> names = newer.stream().map(Found::name).toList();
      record(History.REWOUND, Map.of("step", step, "trashed", names, "reason", reason));
      rootModel.remove();
      List<Path> moved = checkpoints.trash(newer, reason);
      books.point();
      listener.accept(new StoreEvent.Rewound(Optional.ofNullable(point), moved, reason));
      askForBackup();
    }
    trash.keepCompressedAfter(step, reason);
    if (directory.metrics().stream().anyMatch(line -> line.step() > step)) {
      metrics.supersedeAfter(step);
    }
  }

  /**
   * Protects a checkpoint from every rule until {@link #unpin}.
   *
   * @param label what it is to be remembered as; may be blank
   * @throws IllegalArgumentException if another checkpoint has the label
   */
  public synchronized void pin(Checkpoint checkpoint, String label) throws IOException {
    requireHeld();
    byHand.pin(checkpoints.require(checkpoint), label);
  }

  /** Lets the rules decide again; does nothing if it is not pinned. */
  public synchronized void unpin(Checkpoint checkpoint) throws IOException {
    requireHeld();
    byHand.unpin(checkpoint);
  }

  /**
   * Moves a checkpoint to the trash, whatever points to it.
   *
   * @param reason for the note beside it
   * @return where it lies now
   */
  public synchronized Path remove(Checkpoint checkpoint, String reason) throws IOException {
    requireHeld();
    return byHand.remove(checkpoints.require(checkpoint), reason);
  }

  /**
   * Puts a checkpoint back from the trash, with its pin.
   *
   * @throws IllegalArgumentException if the run has another one of that step
   */
  public synchronized Checkpoint restore(Trashed trashed) throws IOException {
    requireHeld();
    return byHand.restore(trashed);
  }

  /**
   * Deletes checkpoints of the run, for good.
   *
   * @param plan which ones; what the run's settings say, unless someone wants something else
   */
  public synchronized void prune(PrunePlan plan) throws IOException {
    requireHeld();
    committer.delete(plan.victims().stream().map(checkpoints::require).toList());
  }

  /**
   * Links the model files of the best checkpoint, or of the latest where none is best, into the
   * run's own directory, so that Hugging Face's {@code from_pretrained} of the run opens it. A kill
   * on the way leaves a directory that does not open, never a mixture.
   */
  public synchronized void showModel() throws IOException {
    requireHeld();
    Standing standing = checkpoints.standing();
    Optional<Found> shown = standing.best().or(standing::latest);
    if (shown.isPresent()) {
      fullDisk.attempt(
          directory.path().resolve("config.json"), () -> rootModel.show(shown.get().path()));
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
    books.record(kind, details);
  }

  /** Replaces the run's status. It waits for no save, so that a heartbeat goes on beside one. */
  public void status(RunStatus status) throws IOException {
    requireHeld();
    Path target = directory.path().resolve(Layout.STATUS);
    String text = HuggingFaceJson.formatRecord(status);
    fullDisk.attempt(
        target, () -> disk.replace(target, unfinished -> disk.createText(unfinished, text)));
    backup.ifPresent(one -> one.report(listener));
  }

  /** Ends what the backup has under way, and releases the directory; what was saved is durable. */
  @Override
  public synchronized void close() throws IOException {
    try (lock) {
      if (backup.isPresent()) {
        backup.get().close();
        backup.get().report(listener);
      }
      history.close();
      metrics.close();
    }
  }

  private void write(CheckpointContent content, Path target, FreeSpace.Deletion deletion)
      throws IOException {
    Unchanged unchanged = Unchanged.since(directory.marked(Layout.LATEST));
    List<CheckpointWriter.Planned> plan = writer.plan(content, unchanged);
    space.makeFor(content, CheckpointWriter.size(plan), target, deletion);
    metrics.force();
    landing.land(target, unfinished -> writer.write(content, plan, unfinished));
  }

  private void expire() throws IOException {
    Path place = directory.path().resolve(Layout.TRASH);
    fullDisk.attempt(place, () -> trash.expire(settings.diskCare().keepTrash()));
  }

  private void askForBackup() {
    backup.ifPresent(
        one -> {
          one.request();
          one.report(listener);
        });
  }

  private void requireHeld() throws IOException {
    lock.requireUndisputed();
    if (!lock.isHeld()) {
      throw new IllegalStateException(directory.path() + " was closed; open the store again");
    }
  }
}
