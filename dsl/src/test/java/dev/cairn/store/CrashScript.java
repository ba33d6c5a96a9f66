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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Drives a store on a {@link RecordingDisk}, and says for every moment what a power cut must leave.
 * An operation that was acknowledged is certain; until then both what was and what will be may be
 * found.
 */
final class CrashScript {
  /** The run lies two directories deep, neither of which is there at first. */
  static final Path RUN = Path.of("sft", "lr");

  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  private final RecordingDisk disk;
  private final Path run;
  private final NavigableMap<Integer, CrashExpectation> expectations = new TreeMap<>();
  private CrashExpectation now;
  private final Set<String> superseded = new TreeSet<>();
  private final Set<String> doubtful = new TreeSet<>();
  private CheckpointStore store;
  private int reopened;

  /** Something that a script does. */
  interface Part {
    void play(CrashScript script) throws IOException;
  }

  private CrashScript(Path base, StoreSettings settings) throws IOException {
    disk = new RecordingDisk(base);
    run = base.resolve(RUN);
    now = CrashExpectation.nothing(settings);
    acknowledge();
    store = open();
  }

  /** Plays a script below an empty directory; returns what was recorded. */
  static CrashTrace record(Path base, StoreSettings settings, Part part) throws IOException {
    CrashScript script = new CrashScript(base, settings);
    part.play(script);
    script.store.close();
    return new CrashTrace(
        settings,
        script.disk.emptyTree(),
        script.disk.changes(),
        script.reopened,
        new TreeMap<>(script.expectations));
  }

  /**
   * Saves.
   *
   * @param leaves what must be left after it; none if that depends on what was killed
   */
  void save(long step, double loss, Long... leaves) throws IOException {
    now.possible().computeIfAbsent(step, none -> new TreeSet<>()).add(loss);
    if (now.certain().containsKey(step)) {
      now.certain().get(step).add(loss);
      now.moving().add(step);
      now = now.with(now.newest(), Math.max(now.best(), loss));
    }
    now.certain().keySet().retainAll(List.of(leaves));
    begin();
    store.save(Contents.evaluated(step, loss));
    saved(step, List.of(leaves));
  }

  private void saved(long step, List<Long> leaves) throws IOException {
    List<Checkpoint> left = store.directory().checkpoints();
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
  private void standAt(List<Checkpoint> left) {
    now.certain().clear();
    now.possible().clear();
    now.moving().clear();
    double best = Double.POSITIVE_INFINITY;
    long newest = -1;
    for (Checkpoint checkpoint : left) {
      double loss = loss(checkpoint);
      now.certain().put(checkpoint.step(), new TreeSet<>(List.of(loss)));
      now.possible().put(checkpoint.step(), new TreeSet<>(List.of(loss)));
      best = Math.min(best, loss);
      newest = Math.max(newest, checkpoint.step());
    }
    now = now.with(newest, best);
  }

  /** Logs a value, which is certain after the next save. */
  void log(long step, double value) throws IOException {
    String line = step + "=" + value;
    doubtful.add(line);
    now.possibleMetrics().add(line);
    begin();
    store.metrics().append(step, step / 100.0, Map.of("loss", value));
    doubtful.remove(line);
  }

  void status(RunStatus.State state, long step) throws IOException {
    store.status(new RunStatus(1, "host", state, step, CLOCK.instant()));
  }

  /** Goes back; what is newer lies in the trash afterwards. */
  void rewindTo(long step) throws IOException {
    Checkpoint point = store.directory().checkpoint(step).orElseThrow();
    Map<Long, Double> trashed = new TreeMap<>();
    for (Checkpoint checkpoint : store.directory().checkpoints()) {
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
    store.rewindTo(point, "asked for");
    standAt(store.directory().checkpoints());
    acknowledge();
  }

  static double loss(Checkpoint checkpoint) {
    return checkpoint.metrics().getOrDefault("eval_loss", Double.NaN);
  }

  private static long step(String line) {
    return Long.parseLong(line.substring(0, line.indexOf('=')));
  }

  private double bestUpTo(long step) throws IOException {
    return store.directory().checkpoints().stream()
        .filter(checkpoint -> checkpoint.step() <= step)
        .mapToDouble(CrashScript::loss)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** Pins as a user does, with an editor. */
  void pin(long step) throws IOException {
    byte[] line = (Layout.checkpointName(step) + " by hand\n").getBytes(StandardCharsets.UTF_8);
    Files.write(run.resolve(Layout.PINNED), line);
    disk.foreign(run.resolve(Layout.PINNED), line);
    now.pinned().add(step);
    acknowledge();
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
    store.close();
    boolean whileOpening = opening > 0 && killed(opening, script -> open().close());
    store = open();
    now.moving().clear();
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

  private CheckpointStore open() throws IOException {
    return CheckpointStore.open(run, now.settings(), event -> {}, disk, CLOCK);
  }

  /** From the next change on, until it is acknowledged, an operation is under way. */
  private void begin() {
    expectations.put(disk.changes().size() + 1, now.copy());
  }

  /** From now on this is promised. */
  private void acknowledge() {
    int changes = disk.changes().size();
    expectations.tailMap(changes, false).clear();
    expectations.put(changes, now.copy());
  }
}
