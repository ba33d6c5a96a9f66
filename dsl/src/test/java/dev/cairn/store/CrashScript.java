package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Drives a store on a {@link RecordingDisk}, and says for every moment what a power cut must leave.
 * An operation that was acknowledged is certain; until then both what was and what will be may be
 * found.
 */
final class CrashScript {
  /** The run lies two directories deep, neither of which is there at first. */
  static final Path RUN = Path.of("sft", "lr");

  /** A second copy of it, by {@code backupTo}. */
  static final Path BACKUP = Path.of("backup", "lr");

  /** An archive of it. */
  static final Path ARCHIVE = Path.of("archives", "lr.zip");

  /** An export of one of its checkpoints. */
  static final Path EXPORT = Path.of("exports", "lr");

  /** What was found out about a checkpoint. */
  static final Path ANSWERS = RUN.resolve("evaluations").resolve("checkpoint-100.json");

  /** What is to be trained, in a directory that is not there before. */
  static final Path PLAN = RUN.resolveSibling("experiment.json");

  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  private final RecordingDisk disk;
  private final Path base;
  private final Path run;
  private final NavigableMap<Integer, CrashExpectation> expectations = new TreeMap<>();
  private CrashExpectation now;
  private final Set<String> superseded = new TreeSet<>();
  private final Set<String> doubtful = new TreeSet<>();
  private Instant time = CLOCK.instant();
  private @Nullable CheckpointStore store;
  private int reopened;

  /** Something that a script does. */
  interface Part {
    void play(CrashScript script) throws IOException;
  }

  private CrashScript(Path base, StoreSettings settings) {
    this.base = base;
    disk = new RecordingDisk(base);
    run = base.resolve(RUN);
    now = CrashExpectation.nothing(settings);
    acknowledge();
  }

  /** Plays a script below an empty directory; returns what was recorded. */
  static CrashTrace record(Path base, CrashWorkload workload, Part part) throws IOException {
    CrashScript script = new CrashScript(base, workload.settings());
    part.play(script);
    script.close();
    return new CrashTrace(
        workload.settings(),
        script.disk.emptyTree(),
        script.disk.changes(),
        script.reopened,
        workload.oneIn(),
        new TreeMap<>(script.expectations));
  }

  /**
   * Saves.
   *
   * @param leaves what must be left after it; none if that depends on what was killed
   */
  void save(long step, double loss, Long... leaves) throws IOException {
    save(Contents.evaluated(step, loss), loss, List.of(leaves));
  }

  /** Saves, with a shard that no save changes. */
  void saveFrozen(long step, double loss, Long... leaves) throws IOException {
    save(Contents.frozen(step, loss), loss, List.of(leaves));
  }

  private void save(CheckpointContent content, double loss, List<Long> leaves) throws IOException {
    long step = content.step();
    now.possible().computeIfAbsent(step, none -> new TreeSet<>()).add(loss);
    if (now.certain().containsKey(step)) {
      now.certain().get(step).add(loss);
      now.moving().add(step);
      now = now.with(now.newest(), Math.max(now.best(), loss));
    }
    now.certain().keySet().retainAll(leaves);
    begin();
    store().save(content);
    saved(step, leaves);
  }

  private void saved(long step, List<Long> leaves) throws IOException {
    List<Checkpoint> left = store().directory().checkpoints();
    if (!leaves.isEmpty()) {
      assertThat(left).extracting(Checkpoint::step).containsExactlyElementsOf(leaves);
    }
    standAt(left);
    now.possibleMetrics().removeAll(superseded);
    now.possibleMetrics().stream()
        .filter(line -> !doubtful.contains(line))
        .forEach(now.certainMetrics()::add);
    now.saved().add(step);
    acknowledge();
  }

  /** What is there now is there for good. */
  void standAt(List<Checkpoint> left) {
    now.certain().clear();
    now.possible().clear();
    now.moving().clear();
    for (Checkpoint checkpoint : left) {
      double loss = loss(checkpoint);
      now.certain().put(checkpoint.step(), new TreeSet<>(List.of(loss)));
      now.possible().put(checkpoint.step(), new TreeSet<>(List.of(loss)));
    }
    now = now.with(newest(left), best(left));
  }

  private static long newest(List<Checkpoint> some) {
    return some.stream().mapToLong(Checkpoint::step).max().orElse(-1);
  }

  private static double best(List<Checkpoint> some) {
    return some.stream().mapToDouble(CrashScript::loss).min().orElse(Double.POSITIVE_INFINITY);
  }

  /** Logs a value, which is certain after the next save. */
  void log(long step, double value) throws IOException {
    String line = step + "=" + value;
    doubtful.add(line);
    now.possibleMetrics().add(line);
    begin();
    store().metrics().append(step, step / 100.0, Map.of("loss", value));
    doubtful.remove(line);
  }

  void status(RunStatus.State state, long step) throws IOException {
    store().status(new RunStatus(1, "host", state, step, CLOCK.instant()));
  }

  /** Goes back; what is newer lies in the trash afterwards. */
  void rewindTo(long step) throws IOException {
    Checkpoint point = store().directory().checkpoint(step).orElseThrow();
    Map<Long, Double> trashed = new TreeMap<>();
    for (Checkpoint checkpoint : store().directory().checkpoints()) {
      if (checkpoint.step() > step) {
        trashed.put(checkpoint.step(), loss(checkpoint));
      }
    }
    now.certain().keySet().removeAll(trashed.keySet());
    now.trashed().putAll(trashed);
    now.possibleMetrics().stream().filter(line -> step(line) > step).forEach(superseded::add);
    now.certainMetrics().removeAll(superseded);
    now = now.with(step, bestUpTo(step));
    begin();
    store().rewindTo(point, "asked for");
    standAt(store().directory().checkpoints());
    acknowledge();
  }

  static double loss(Checkpoint checkpoint) {
    return checkpoint.metrics().getOrDefault("eval_loss", Double.NaN);
  }

  private static long step(String line) {
    return Long.parseLong(line.substring(0, line.indexOf('=')));
  }

  private double bestUpTo(long step) throws IOException {
    return best(
        store().directory().checkpoints().stream()
            .filter(checkpoint -> checkpoint.step() <= step)
            .toList());
  }

  /** Pins as a user does, with an editor. */
  void pinByHand(long step) throws IOException {
    now.perhapsPinned().add(step);
    begin();
    byte[] line = (Layout.checkpointName(step) + " by hand\n").getBytes(StandardCharsets.UTF_8);
    Files.write(run.resolve(Layout.PINNED), line);
    disk.foreign(run.resolve(Layout.PINNED), line);
    now.pinned().add(step);
    acknowledge();
  }

  void pin(long step) throws IOException {
    now.perhapsPinned().add(step);
    begin();
    store().pin(checkpoint(step), "before " + step);
    now.pinned().add(step);
    acknowledge();
  }

  void unpin(long step) throws IOException {
    now.pinned().remove(step);
    begin();
    store().unpin(checkpoint(step));
    now.perhapsPinned().remove(step);
    acknowledge();
  }

  /** Moves one checkpoint to the trash. */
  void remove(long step) throws IOException {
    Checkpoint removed = checkpoint(step);
    List<Checkpoint> left =
        store().directory().checkpoints().stream().filter(one -> one.step() != step).toList();
    now.certain().remove(step);
    now.trashed().put(step, loss(removed));
    now.pinned().remove(step);
    now = now.with(newest(left), best(left));
    begin();
    store().remove(removed, "asked for");
    now.perhapsPinned().remove(step);
    standAt(store().directory().checkpoints());
    acknowledge();
  }

  /** Puts the one checkpoint that lies in the trash back. */
  void restore() throws IOException {
    Trashed trashed = store().directory().trash().get(0);
    long step = Layout.step(trashed.checkpoint()).orElseThrow();
    double loss = Objects.requireNonNull(now.trashed().get(step));
    now.possible().put(step, new TreeSet<>(List.of(loss)));
    if (trashed.pinnedAs().isPresent()) {
      now.perhapsPinned().add(step);
    }
    begin();
    store().restore(trashed);
    now.trashed().remove(step);
    if (trashed.pinnedAs().isPresent()) {
      now.pinned().add(step);
    }
    standAt(store().directory().checkpoints());
    acknowledge();
  }

  /** Lets time pass: what lies in the trash by now may go with the next operation. */
  void waitForTheTrashToExpire() {
    time = time.plus(now.settings().diskCare().keepTrash());
    now.trashed().clear();
  }

  /** Brings the backup up to date, as its thread would. */
  void backUp() throws IOException {
    RunDirectory directory = store().directory();
    Map<Long, Double> wanted = new TreeMap<>();
    for (Checkpoint checkpoint : directory.checkpoints()) {
      if (checkpoint.latest() || checkpoint.best() || checkpoint.pinned()) {
        wanted.put(checkpoint.step(), loss(checkpoint));
      }
    }
    CrashExpectation.Copy before = now.backups().iterator().next();
    now.backups().add(new CrashExpectation.Copy(wanted, before.history(), before.metrics()));
    begin();
    BackupRound.of(directory, base.resolve(BACKUP), disk);
    now.backups().clear();
    now.backups()
        .add(
            new CrashExpectation.Copy(
                wanted, directory.history().size(), directory.metrics().size()));
    acknowledge();
  }

  /** What the package beside the store does. */
  CrashShare share() {
    return new CrashShare(this);
  }

  /** What must be found now; to be changed by whoever does something. */
  CrashExpectation now() {
    return now;
  }

  Path base() {
    return base;
  }

  Path run() {
    return run;
  }

  /** Writes a text beside checkpoints, in the place of one that is there. */
  void write(Path file, String text) throws IOException {
    now.mayHold(file, text);
    begin();
    storage().replace(base.resolve(file), text);
    now.texts().put(file, Set.of(Optional.of(text)));
    acknowledge();
  }

  /** Links the best model into the run. */
  void showModel() throws IOException {
    begin();
    store().showModel();
    now.shown().add(store().directory().best().orElseThrow().step());
    acknowledge();
  }

  Checkpoint checkpoint(long step) throws IOException {
    return store().directory().checkpoint(step).orElseThrow();
  }

  /** Which of two processes were killed before they were done. */
  record Killed(boolean atWork, boolean opening) {}

  /**
   * Plays a part until the process is killed after so many operations, and opens the run again.
   *
   * @param opening the operations after which another process is killed that opens the run first; 0
   *     for none
   */
  Killed killed(int operations, int opening, Part part) throws IOException {
    boolean atWork = killed(operations, part);
    reopened = disk.changes().size();
    close();
    boolean whileOpening = opening > 0 && killed(opening, script -> script.open().close());
    store();
    now.moving().clear();
    now.together().clear();
    // Nobody knows whether the line that takes them back was written.
    doubtful.addAll(superseded);
    superseded.clear();
    acknowledge();
    return new Killed(atWork, whileOpening);
  }

  private boolean killed(int operations, Part part) throws IOException {
    disk.killAfter(operations);
    try {
      part.play(this);
      return false;
    } catch (RecordingDisk.Kill kill) {
      return true;
    } finally {
      disk.revive();
    }
  }

  CheckpointStore store() throws IOException {
    CheckpointStore open = store;
    if (open == null) {
      open = open();
      store = open;
    }
    return open;
  }

  private CheckpointStore open() throws IOException {
    return CheckpointStore.open(run, now.settings(), event -> {}, disk, () -> time);
  }

  Storage storage() {
    return new Storage(disk, CLOCK);
  }

  void close() throws IOException {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  /** From the next change on, until it is acknowledged, an operation is under way. */
  void begin() {
    now.shown().clear();
    expectations.put(disk.changes().size() + 1, now.copy());
  }

  /** From now on this is promised. */
  void acknowledge() {
    int changes = disk.changes().size();
    expectations.tailMap(changes, false).clear();
    expectations.put(changes, now.copy());
  }
}
