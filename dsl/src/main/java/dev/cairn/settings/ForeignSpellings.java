package dev.cairn.settings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Settings as other trainers spell them, read as ours: the table {@code [checkpoint]}, the block
 * {@code trainer} and the variables CHECKPOINT_DIR, CHECKPOINT_FORMAT and CHECKPOINT_KEEP_LAST.
 * Each leaves a note that says what it was read as.
 */
final class ForeignSpellings {

  private static final Set<String> BLOCKS = Set.of("checkpoint", "trainer");
  private static final String SAVE_BEST = "checkpoint.save_best";
  private static final String METRIC = "checkpoint.metric_for_best";
  private static final String GREATER = "checkpoint.greater_is_better";
  private static final String CLEANUP = "checkpoint.cleanup.enabled";
  private static final String LIMIT = "checkpoints.maxCheckpoints";
  private static final String KEEP_LAST = "checkpoint.keep_last_n";

  private final Map<String, Consumer<Entry>> readings = new LinkedHashMap<>();
  private final Map<String, Entry> given = new HashMap<>();
  private final Layer layer;

  private ForeignSpellings(Layer layer) {
    this.layer = layer;
    readings.put("checkpoint.save_dir", this::directory);
    readings.put("checkpoint.save_steps", this::saveEvery);
    readings.put("checkpoint.save_epochs", this::saveEveryEpoch);
    readings.put(KEEP_LAST, this::keepLast);
    readings.put(SAVE_BEST, this::saveBest);
    readings.put(METRIC, this::metric);
    readings.put(GREATER, this::greater);
    readings.put("checkpoint.save_optimizer", this::saveOptimizer);
    readings.put("checkpoint.save_scheduler", this::always);
    readings.put("checkpoint.save_metrics", this::always);
    readings.put("checkpoint.save_format", this::format);
    readings.put(CLEANUP, this::cleanup);
    readings.put("checkpoint.cleanup.max_checkpoints", this::limit);
    readings.put("checkpoint.cleanup.min_free_space", this::freeSpace);
    readings.put("trainer.checkpoint_dir", this::directory);
    readings.put("trainer.save_interval", this::saveEvery);
    readings.put("trainer.max_checkpoints", this::limit);
    readings.put("CHECKPOINT_DIR", this::directory);
    readings.put("CHECKPOINT_FORMAT", this::format);
    readings.put("CHECKPOINT_KEEP_LAST", this::keepLast);
  }

  /** Whether an entry belongs to another trainer's block. */
  static boolean isForeign(Entry entry) {
    return entry.names().size() > 1 && BLOCKS.contains(entry.names().get(0));
  }

  /** The keys that are understood, in files and in the environment. */
  static Set<String> keys() {
    return new ForeignSpellings(new Layer()).readings.keySet();
  }

  /** Reads the entries whose keys are understood. */
  static void read(List<Entry> entries, Layer layer) {
    ForeignSpellings all = new ForeignSpellings(layer);
    entries.forEach(entry -> all.given.put(entry.key(), entry));
    entries.forEach(
        entry -> {
          Consumer<Entry> reading = all.readings.get(entry.key());
          if (reading != null) {
            reading.accept(entry);
          }
        });
  }

  private void directory(Entry entry) {
    set(entry, Layer.RUNS, entry.value());
  }

  private void saveEvery(Entry entry) {
    if (isNone(entry)) {
      note(entry, "saves by steps are off");
    } else {
      set(entry, "checkpoints.saveEvery", entry.value());
    }
  }

  private void saveEveryEpoch(Entry entry) {
    if (isNone(entry) || entry.value().equals("false")) {
      note(entry, "saves by epochs are off");
    } else {
      set(entry, "checkpoints.saveEveryEpoch", "true");
      if (!entry.value().equals("1") && !entry.value().equals("true")) {
        layer.warnings.add(
            entry.quoted() + ": saves are at the end of every epoch; for fewer, give save_steps");
      }
    }
  }

  private void keepLast(Entry entry) {
    if (isNone(entry)) {
      set(entry, "checkpoints.keepAll", "true");
    } else {
      set(entry, "checkpoints.keepLast", entry.value());
    }
  }

  private void saveBest(Entry entry) {
    if (!entry.truth()) {
      note(entry, "no checkpoint is the best");
    } else if (given.containsKey(METRIC)) {
      note(entry, "the best by metric_for_best");
    } else {
      best(entry, "eval_loss");
    }
  }

  private void metric(Entry entry) {
    Entry wanted = given.get(SAVE_BEST);
    if (wanted == null || wanted.truth()) {
      best(entry, entry.value());
    } else {
      note(entry, "it has no use with save_best = false");
    }
  }

  private void greater(Entry entry) {
    Entry wanted = given.get(SAVE_BEST);
    boolean used = wanted == null ? given.containsKey(METRIC) : wanted.truth();
    String direction = entry.truth() ? "HIGHER" : "LOWER";
    note(entry, used ? "bestBy is told " + direction : "it has no use without a metric");
  }

  private void best(Entry entry, String metric) {
    Entry greater = given.get(GREATER);
    if (greater == null) {
      set(entry, "checkpoints.bestBy", metric);
    } else {
      set(entry, "checkpoints.bestBy", metric, greater.truth() ? "HIGHER" : "LOWER");
    }
  }

  private void saveOptimizer(Entry entry) {
    if (entry.truth()) {
      always(entry);
    } else {
      set(entry, "checkpoints.weightsOnly", "true");
    }
  }

  private void always(Entry entry) {
    if (entry.truth()) {
      note(entry, "it always is saved");
    } else {
      note(entry, "it is saved all the same, since going on needs it");
    }
  }

  private void format(Entry entry) {
    if (entry.value().equals("safetensors")) {
      note(entry, "checkpoints always are safetensors");
    } else {
      layer.warnings.add(
          entry.quoted() + ": checkpoints are safetensors all the same; leave it out");
    }
  }

  private void cleanup(Entry entry) {
    if (entry.truth()) {
      note(entry, "the limits hold");
    } else if (given.containsKey(KEEP_LAST)) {
      note(entry, "the limits of cleanup do not hold");
    } else {
      set(entry, "checkpoints.keepAll", "true");
    }
  }

  /** Elsewhere the limit says what is kept, here the rules do and the limit cuts: it is both. */
  private void limit(Entry entry) {
    if (cleanupIsOff()) {
      note(entry, "it does not hold with enabled = false");
    } else if (given.containsKey(KEEP_LAST)) {
      set(entry, LIMIT, isNone(entry) ? "0" : entry.value());
    } else if (isNone(entry)) {
      set(entry, "checkpoints.keepAll", "true");
    } else {
      layer.set(Setting.of(LIMIT, List.of(entry.value()), entry.source()));
      layer.set(Setting.of("checkpoints.keepLast", List.of(entry.value()), entry.source()));
      note(entry, "read as " + LIMIT + " and checkpoints.keepLast = " + entry.value());
    }
  }

  private void freeSpace(Entry entry) {
    if (cleanupIsOff()) {
      note(entry, "it does not hold with enabled = false");
    } else {
      set(entry, "checkpoints.minFreeSpace", entry.value());
    }
  }

  private boolean cleanupIsOff() {
    Entry enabled = given.get(CLEANUP);
    return enabled != null && !enabled.truth();
  }

  private static boolean isNone(Entry entry) {
    return entry.value().equals("0") || entry.value().equals("-1");
  }

  private void set(Entry entry, String path, String... arguments) {
    Setting setting = Setting.of(path, List.of(arguments), entry.source());
    layer.set(setting);
    note(entry, "read as " + path + " = " + setting.value());
  }

  private void note(Entry entry, String reading) {
    layer.notes.add(entry.quoted() + ": " + reading);
  }
}
