package dev.cairn;

import dev.cairn.store.BestBy;
import dev.cairn.store.Direction;
import dev.cairn.store.DiskCare;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Quantity;
import dev.cairn.store.Retention;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenBusy;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.train.CheckpointSettings;
import dev.cairn.train.SaveSettings;
import dev.cairn.train.SaveTrigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code checkpoints { ... }}: when to save, what to keep, which is the best. Rules to
 * save add up, and so do rules to keep; the latest, the best and pinned checkpoints are always
 * kept.
 */
public final class CheckpointsSpec {

  private static final SaveTrigger DEFAULT_TRIGGER = new SaveTrigger.EverySteps(500);
  private static final KeepRule DEFAULT_RULE = new KeepRule.KeepLast(5);

  private final Map<Class<?>, SaveTrigger> triggers = new LinkedHashMap<>();
  private final Map<Class<?>, KeepRule> rules = new LinkedHashMap<>();
  private @Nullable BestBy bestBy;
  private WhenDiskFull whenDiskFull = WhenDiskFull.CONTINUE;
  private int maxCheckpoints;
  private long maxBytes;
  private DiskCare diskCare = DiskCare.DEFAULT;
  private boolean never;
  private boolean restoreBestAtEnd;
  private SaveSettings saving = SaveSettings.DEFAULT;
  private @Nullable Path backup;

  CheckpointsSpec() {}

  CheckpointsSpec(CheckpointSettings base) {
    base.triggers().forEach(this::save);
    base.store().retention().rules().forEach(this::keep);
    bestBy = base.store().bestBy().orElse(null);
    whenDiskFull = base.store().whenDiskFull();
    maxCheckpoints = base.store().retention().maxCheckpoints();
    maxBytes = base.store().retention().maxBytes();
    diskCare = base.store().diskCare();
    never = base.triggers().isEmpty();
    restoreBestAtEnd = base.restoreBestAtEnd();
    saving = base.saving();
    backup = base.store().backup().orElse(null);
  }

  /** Saves after every so many steps. Default 500. */
  public CheckpointsSpec saveEvery(long steps) {
    return save(new SaveTrigger.EverySteps(steps));
  }

  /** Saves whenever so much time has passed, for example {@code saveEvery(10, MINUTES)}. */
  public CheckpointsSpec saveEvery(long amount, TimeUnit unit) {
    return save(new SaveTrigger.EveryDuration(Duration.of(amount, unit.toChronoUnit())));
  }

  /** Saves after the last step of every pass over the data. */
  public CheckpointsSpec saveEveryEpoch() {
    return save(new SaveTrigger.EveryEpoch());
  }

  /** Saves nothing, not even at the end. */
  public CheckpointsSpec never() {
    never = true;
    return this;
  }

  /** Keeps the newest {@code count}. Default 5. */
  public CheckpointsSpec keepLast(int count) {
    return keep(new KeepRule.KeepLast(count));
  }

  /** Keeps the {@code count} best by {@link #bestBy(String)}. */
  public CheckpointsSpec keepBest(int count) {
    return keep(new KeepRule.KeepBest(count));
  }

  /** Keeps each one whose step is a multiple of {@code steps}. */
  public CheckpointsSpec keepEvery(long steps) {
    return keep(new KeepRule.KeepEvery(steps));
  }

  /**
   * Lets go, of what no other rule keeps, what was saved longer ago than so long before the newest
   * checkpoint: {@code olderThan(days(7))}.
   */
  public CheckpointsSpec olderThan(Duration age) {
    return keep(new KeepRule.KeepYoung(age));
  }

  /** Keeps every one. */
  public CheckpointsSpec keepAll() {
    return keep(new KeepRule.KeepAll());
  }

  /** Keeps at most so many, whatever the other rules say; 0 for no limit. Default 0. */
  public CheckpointsSpec maxCheckpoints(int count) {
    maxCheckpoints = new Retention(Set.of(), count).maxCheckpoints();
    return this;
  }

  /**
   * Keeps at most so much on the disk, whatever the other rules say: {@code maxBytes("50GB")}; "0"
   * for no limit. What checkpoints share by hard links counts once. Default "0".
   */
  public CheckpointsSpec maxBytes(String size) {
    maxBytes = bytes("maxBytes", size);
    return this;
  }

  /**
   * Leaves so much of the disk free: {@code minFreeSpace("10GB")}. Where a save would leave less,
   * older checkpoints go first, but never the latest, the best and pinned ones; where that is not
   * enough, {@link #whenDiskFull} decides. Default "0".
   */
  public CheckpointsSpec minFreeSpace(String size) {
    diskCare = new DiskCare(bytes("minFreeSpace", size), diskCare.keepTrash());
    return this;
  }

  /**
   * Keeps damaged, removed and rewound checkpoints in the run's trash for so long. Default {@code
   * days(7)}.
   */
  public CheckpointsSpec keepTrash(Duration span) {
    diskCare = new DiskCare(diskCare.minFreeSpace(), span);
    return this;
  }

  /**
   * The metric of the best checkpoint; loss, perplexity and error are better when lower, accuracy
   * and f1 when higher.
   */
  public CheckpointsSpec bestBy(String metric) {
    bestBy = BestBy.of(metric);
    return this;
  }

  /** The metric of the best checkpoint, and whether lower or higher is better. */
  public CheckpointsSpec bestBy(String metric, Direction direction) {
    bestBy = new BestBy(metric, direction);
    return this;
  }

  /** After training, the run's model is the best one instead of the last. */
  public CheckpointsSpec restoreBestAtEnd() {
    restoreBestAtEnd = true;
    return this;
  }

  /** Whether training goes on without the checkpoint, or stops. Default CONTINUE. */
  public CheckpointsSpec whenDiskFull(WhenDiskFull choice) {
    whenDiskFull = choice;
    return this;
  }

  /**
   * The type of the weights in the model's file: "f32", "bf16" or "f16". In the latter two, the
   * weights in full precision are kept beside the moments, so that a resume stays exact. Default
   * "f32".
   */
  public CheckpointsSpec dtype(String name) {
    return set(saving.withDtype(SaveSettings.dtype(name)));
  }

  /** How many bytes of weights go into one file; more are split into shards. Default "5GB". */
  public CheckpointsSpec shardSize(String size) {
    return set(saving.withShardBytes(bytes("shardSize", size)));
  }

  /** Leaves the optimizer's state out; a resume then begins with none, and says so. */
  public CheckpointsSpec weightsOnly() {
    return set(saving.withWeightsOnly(true));
  }

  /**
   * Whether training goes on while a checkpoint is written. Default true: training waits only while
   * its state is copied.
   */
  public CheckpointsSpec background(boolean on) {
    return set(saving.withBackground(on));
  }

  /** A save that is due while the one before is being written: WAIT or SKIP. Default WAIT. */
  public CheckpointsSpec whenBusy(WhenBusy choice) {
    return set(saving.withWhenBusy(choice));
  }

  /**
   * The most memory for the copy of what is being written; a larger state is written while training
   * waits. Default: half of what the JVM allows.
   */
  public CheckpointsSpec copyMemory(String size) {
    return set(saving.withMemory(bytes("copyMemory", size)));
  }

  private CheckpointsSpec set(SaveSettings checked) {
    saving = checked;
    return this;
  }

  /**
   * Keeps a second, verified copy of the latest, the best and pinned checkpoints in this directory,
   * which belongs on another disk. A run that has lost its own goes on from there. Default none.
   */
  public CheckpointsSpec backupTo(String directory) {
    if (directory.isBlank()) {
      throw new IllegalArgumentException(
          "checkpoints: backupTo needs a directory, for example backupTo(\"/mnt/backup/my-run\")");
    }
    backup = Path.of(directory);
    return this;
  }

  /** Keeps no second copy; takes back {@link #backupTo}. */
  public CheckpointsSpec noBackup() {
    backup = null;
    return this;
  }

  private CheckpointsSpec save(SaveTrigger trigger) {
    never = false;
    triggers.put(trigger.getClass(), trigger);
    return this;
  }

  private CheckpointsSpec keep(KeepRule rule) {
    rules.put(rule.getClass(), rule);
    return this;
  }

  CheckpointSettings build() {
    Retention retention =
        new Retention(
            rules.isEmpty() ? Set.of(DEFAULT_RULE) : Set.copyOf(rules.values()),
            maxCheckpoints,
            maxBytes);
    return new CheckpointSettings(
        saveTriggers(),
        new StoreSettings(
            retention,
            Optional.ofNullable(bestBy),
            whenDiskFull,
            diskCare,
            Optional.ofNullable(backup)),
        restoreBestAtEnd,
        saving);
  }

  private static long bytes(String setting, String size) {
    try {
      return Quantity.bytes(size);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("checkpoints: " + setting + ": " + e.getMessage(), e);
    }
  }

  private Set<SaveTrigger> saveTriggers() {
    if (never) {
      return Set.of();
    }
    return triggers.isEmpty() ? Set.of(DEFAULT_TRIGGER) : Set.copyOf(triggers.values());
  }
}
