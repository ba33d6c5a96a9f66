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
  private final Trash trash;
  private final CheckpointSet checkpoints;
  private final FreeSpace space;
  private final RootModel rootModel;
  private final CheckpointWriter writer;
  private final MetricsLog metrics;
  private final History history;
  private final Landing landing;
  private final Optional<Backup> backup;

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
      return store;
    } catch (CheckpointFailedException said) {
      lock.close();
      throw said;
    } catch (IOException failure) {
      lock.close();
      throw new CheckpointFailedException(run + ": " + IoReason.of(failure), failure);
    } catch (RuntimeException failure) {
      lock.close();
      throw failure;
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
    Found placed = checkpoints.placed(target);
    point(checkpoints.standing());
    Checkpoint saved = checkpoints.checkpoint(placed);
    announceSaved(saved, Duration.ofNanos(System.nanoTime() - start));
    Standing standing = checkpoints.standing();
    announceBest(standing.best(), bestBefore);
    for (Found victim : standing.victims()) {
      delete(victim);
    }
    expire();
    askForBackup();
    return Optional.of(saved);
  }

  /**
   * The newest checkpoint whose every byte is as it was saved. Damaged ones that are newer are
   * reported as {@link StoreEvent.Skipped} and stay where they are, unless the backup has them:
   * then they are put back, as are those of a directory that was lost, and reported as {@link
   * StoreEvent.Restored}.
   */
  public synchronized Optional<Checkpoint> newestValid() throws IOException {
    Optional<Checkpoint> newest = newestWhole();
    if (backup.isEmpty()) {
      return newest;
    }
    long newestStep = newest.map(Checkpoint::step).orElse(BEFORE_ALL);
    List<Path> restored = backup.get().restore(newestStep, landing, listener);
    if (restored.isEmpty()) {
      return newest;
    }
    record("restored", Map.of("checkpoints", restored.stream().map(Layout::name).toList()));
    restored.forEach(checkpoints::placed);
    point(checkpoints.standing());
    return Optional.of(
        checkpoints.checkpoint(checkpoints.named(Layout.name(restored.get(0))).orElseThrow()));
  }

  private Optional<Checkpoint> newestWhole() throws IOException {
    checkpoints.readAgain();
    for (Found found : checkpoints.after(BEFORE_ALL)) {
      Optional<String> damage = found.damage().or(() -> deepDamage(found));
      if (damage.isEmpty()) {
        return Optional.of(checkpoints.checkpoint(found));
      }
      checkpoints.damaged(found, damage.get());
      listener.accept(new StoreEvent.Skipped(found.path(), damage.get()));
    }
    return Optional.empty();
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
    Found found = require(damaged.checkpoint());
    Repair repair = new Repair(directory.path(), elsewhere, disk);
    Path trashed =
        landing.landInsteadOf(
            found, damaged.faults().get(0).line(), files -> repair.write(damaged, files));
    checkpoints.placed(found.path());
    record(
        "repaired",
        Map.of(
            "step",
            damaged.checkpoint().step(),
            "trashed",
            Layout.name(trashed),
            "reason",
            damaged.faults().get(0).line()));
    point(checkpoints.standing());
    return trashed;
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
      record(History.REWOUND, Map.of("step", step, "trashed", names, "reason", reason));
      rootModel.remove();
      List<Path> moved = checkpoints.trash(newer, reason);
      point(checkpoints.standing());
      listener.accept(new StoreEvent.Rewound(Optional.ofNullable(point), moved, reason));
      askForBackup();
    }
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
    Found found = require(checkpoint);
    String words = Pins.requireLabel(label);
    Pins pins = directory.marks().pins();
    Optional<String> holder = pins.labelled(words).filter(name -> !name.equals(found.name()));
    if (holder.isPresent() && checkpoints.named(holder.get()).isPresent()) {
      throw new IllegalArgumentException(
          "pin(\"%s\"): that is %s; unpin it first, or take another label"
              .formatted(words, holder.get()));
    }
    write(pins.with(found.name(), words));
    record("pinned", Map.of("step", found.step(), "label", words));
  }

  /** Lets the rules decide again; does nothing if it is not pinned. */
  public synchronized void unpin(Checkpoint checkpoint) throws IOException {
    requireHeld();
    Pins pins = directory.marks().pins();
    if (pins.holds(checkpoint.name())) {
      write(pins.without(checkpoint.name()));
      record("unpinned", Map.of("step", checkpoint.step()));
    }
  }

  /**
   * Moves a checkpoint to the trash, whatever points to it.
   *
   * @param reason for the note beside it
   * @return where it lies now
   */
  public synchronized Path remove(Checkpoint checkpoint, String reason) throws IOException {
    requireHeld();
    Found found = require(checkpoint);
    record("removed", Map.of("step", found.step(), "reason", reason));
    List<Path> moved = checkpoints.trash(List.of(found), reason);
    point(checkpoints.standing());
    return moved.get(0);
  }

  /**
   * Puts a checkpoint back from the trash, with its pin.
   *
   * @throws IllegalArgumentException if the run has another one of that step
   */
  public synchronized Checkpoint restore(Trashed trashed) throws IOException {
    requireHeld();
    Path place = directory.path().resolve(trashed.checkpoint());
    if (Layout.isDirectory(place)) {
      throw new IllegalArgumentException(
          place + " is there already; remove that one first, or leave this one in the trash");
    }
    if (trashed.pinnedAs().isPresent()) {
      write(directory.marks().pins().with(trashed.checkpoint(), trashed.pinnedAs().get()));
    }
    Found restored = checkpoints.placed(trash.restore(trashed));
    record("restored", Map.of("step", restored.step()));
    point(checkpoints.standing());
    return checkpoints.checkpoint(restored);
  }

  /**
   * Deletes checkpoints of the run, for good.
   *
   * @param plan which ones; what the run's settings say, unless someone wants something else
   */
  public synchronized void prune(PrunePlan plan) throws IOException {
    requireHeld();
    for (Checkpoint victim : plan.victims()) {
      delete(require(victim));
    }
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
    fullDisk.attempt(directory.path().resolve(Layout.HISTORY), () -> history.append(kind, details));
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

  private void commit(CheckpointContent content, Path target) throws IOException {
    Unchanged unchanged = Unchanged.since(directory.marked(Layout.LATEST));
    List<CheckpointWriter.Planned> plan = writer.plan(content, unchanged);
    space.makeFor(content, CheckpointWriter.size(plan), target, this::delete);
    metrics.force();
    landing.land(target, unfinished -> writer.write(content, plan, unfinished));
  }

  private void point(Standing standing) throws IOException {
    fullDisk.attempt(directory.path().resolve(Layout.LATEST), () -> checkpoints.point(standing));
  }

  private void expire() throws IOException {
    Path place = directory.path().resolve(Layout.TRASH);
    fullDisk.attempt(place, () -> trash.expire(settings.diskCare().keepTrash()));
  }

  private void announceSaved(Checkpoint saved, Duration duration) throws IOException {
    record("saved", Map.of("step", saved.step(), "bytes", saved.bytes()));
    listener.accept(new StoreEvent.Saved(saved, duration, saved.bytes()));
  }

  private void announceBest(Optional<Found> best, Optional<String> before) throws IOException {
    if (settings.bestBy().isEmpty() || best.isEmpty() || best.map(Found::name).equals(before)) {
      return;
    }
    Checkpoint checkpoint = checkpoints.checkpoint(best.get());
    String metric = settings.bestBy().get().metric();
    double value = settings.bestBy().get().value(checkpoint.metrics());
    record("best", Map.of("step", checkpoint.step(), "metric", metric, "value", value));
    listener.accept(new StoreEvent.NewBest(checkpoint, metric, value));
  }

  private void askForBackup() {
    backup.ifPresent(
        one -> {
          one.request();
          one.report(listener);
        });
  }

  private void delete(Found victim) throws IOException {
    listener.accept(new StoreEvent.Deleting(victim.path()));
    if (fullDisk.attempt(victim.path(), () -> checkpoints.delete(victim))) {
      record("deleted", Map.of("step", victim.step()));
    }
  }

  private Found require(Checkpoint checkpoint) {
    return checkpoints
        .named(checkpoint.name())
        .filter(found -> Layout.isDirectory(found.path()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no " + checkpoint.name() + " in " + directory.path()));
  }

  private void write(Pins pins) throws IOException {
    fullDisk.attempt(
        directory.path().resolve(Layout.PINNED), () -> pins.write(directory.path(), disk));
  }

  private static Optional<String> deepDamage(Found found) {
    try (CheckpointReader reader = CheckpointReader.open(found.path())) {
      return reader.faults().stream().findFirst();
    } catch (IOException unreadable) {
      return Optional.of(IoReason.of(unreadable));
    }
  }

  private void requireHeld() throws IOException {
    lock.requireUndisputed();
    if (!lock.isHeld()) {
      throw new IllegalStateException(directory.path() + " was closed; open the store again");
    }
  }
}
