package dev.cairn.train;

import dev.cairn.data.DataSettings;
import dev.cairn.data.TextSource;
import dev.cairn.model.Gpt2Settings;
import dev.cairn.optim.AdamWSettings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.optim.Schedule;
import dev.cairn.store.BestBy;
import dev.cairn.store.DiskCare;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Quantity;
import dev.cairn.store.Retention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings as a map from their paths in the DSL to plain values: what a checkpoint keeps of them,
 * and what a resumed run compares.
 */
final class SettingPaths {

  /** Settings that decide nothing about the next step: a run may change them as it goes on. */
  private static final List<String> HARMLESS =
      List.of("checkpoints.", "evaluation.", "logging.", "device", "train.");

  /** The path of the step that training goes to. */
  static final String TARGET = "train.steps";

  private final Map<String, Object> paths = new TreeMap<>();

  /** Whether settings that are stored only where they are unusual are wanted too. */
  private final boolean whole;

  private SettingPaths(boolean whole) {
    this.whole = whole;
  }

  /** The settings of a run that trains to {@code target}. */
  static Map<String, Object> of(TrainSettings settings, long target) {
    Map<String, Object> paths = of(settings, false);
    paths.put(TARGET, target);
    return paths;
  }

  /** All settings of a run, whatever it trains to. */
  static Map<String, Object> all(TrainSettings settings) {
    return of(settings, true);
  }

  private static Map<String, Object> of(TrainSettings settings, boolean whole) {
    SettingPaths all = new SettingPaths(whole);
    all.data(settings.data());
    all.model((Gpt2Settings) settings.model());
    if (!settings.frozen().isEmpty()) {
      all.put("model.freeze", settings.frozen());
    }
    all.optimizer(settings.optimizer());
    all.checkpoints(settings.checkpoints());
    all.evaluation(settings.evaluation());
    all.put("logging.every", settings.logEvery());
    if (settings.tensorBoard()) {
      all.put("logging.tensorboard", true);
    }
    all.put("device", settings.device());
    all.put("seed", settings.seed());
    return all.paths;
  }

  /** What differs, sorted by path. */
  static List<SettingChange> changes(Map<String, ?> before, Map<String, ?> now) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<SettingChange> changes = new ArrayList<>();
    for (String name : names) {
      String old = text(before.get(name));
      String current = text(now.get(name));
      if (!old.equals(current)) {
        changes.add(new SettingChange(name, old, current));
      }
    }
    return changes;
  }

  static boolean harmless(SettingChange change) {
    return HARMLESS.stream().anyMatch(change.path()::startsWith);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "unset";
    }
    return value instanceof Number number ? text(number.doubleValue()) : value.toString();
  }

  /** The same for all types of a number: one read back from JSON may have come as another. */
  private static String text(double number) {
    return number == (long) number ? Long.toString((long) number) : Double.toString(number);
  }

  private void data(DataSettings data) {
    if (data.source() instanceof TextSource.Files files) {
      put("data.text", files.paths().stream().map(Path::toString).toList());
    } else {
      put("data.javaSources", true);
    }
    put("data.holdOut", data.holdOut());
    put("data.batch", data.batch());
    put("data.context", data.context());
    put("data." + data.vocabulary().name().toLowerCase(java.util.Locale.ROOT), true);
  }

  private void model(Gpt2Settings gpt2) {
    put("model.gpt2.layers", gpt2.layers());
    put("model.gpt2.heads", gpt2.heads());
    put("model.gpt2.width", gpt2.width());
    put("model.gpt2.dropout", gpt2.dropout());
  }

  private void optimizer(OptimizerSettings optimizer) {
    AdamWSettings adamW = optimizer.adamW();
    put("optimizer.adamW.lr", adamW.learningRate());
    put("optimizer.adamW.betas", List.of(adamW.beta1(), adamW.beta2()));
    put("optimizer.adamW.epsilon", adamW.epsilon());
    put("optimizer.adamW.weightDecay", adamW.weightDecay());
    schedule(optimizer.schedule());
    optimizer.clipNorm().ifPresent(norm -> put("optimizer.clipNorm", norm));
    put("optimizer.accumulate", optimizer.accumulate());
  }

  private void schedule(Schedule schedule) {
    String name =
        "optimizer." + schedule.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + ".";
    put(name + "warmup", schedule.warmup());
    schedule.horizon().ifPresent(horizon -> put(name + "horizon", horizon));
    if (schedule instanceof Schedule.Cosine cosine) {
      put(name + "floor", cosine.floor());
    } else if (schedule instanceof Schedule.Linear linear) {
      put(name + "floor", linear.floor());
    }
  }

  private void checkpoints(CheckpointSettings checkpoints) {
    if (checkpoints.triggers().isEmpty()) {
      put("checkpoints.never", true);
    }
    for (SaveTrigger trigger : checkpoints.triggers()) {
      if (trigger instanceof SaveTrigger.EverySteps steps) {
        put("checkpoints.saveEvery", steps.steps());
      } else if (trigger instanceof SaveTrigger.EveryDuration time) {
        put("checkpoints.saveEvery.time", time.duration().toString());
      } else {
        put("checkpoints.saveEveryEpoch", true);
      }
    }
    retention(checkpoints.store().retention());
    checkpoints.store().bestBy().ifPresent(this::bestBy);
    diskCare(checkpoints.store().diskCare());
    put("checkpoints.whenDiskFull", checkpoints.store().whenDiskFull().name());
    checkpoints.store().backup().ifPresent(at -> put("checkpoints.backupTo", at.toString()));
    put("checkpoints.restoreBestAtEnd", checkpoints.restoreBestAtEnd());
    saving(checkpoints.saving());
  }

  private void saving(SaveSettings saving) {
    SaveSettings usual = SaveSettings.DEFAULT;
    putUnless(usual.dtype(), "checkpoints.dtype", saving.dtype());
    putUnless(
        Quantity.text(usual.shardBytes()),
        "checkpoints.shardSize",
        Quantity.text(saving.shardBytes()));
    putUnless(usual.weightsOnly(), "checkpoints.weightsOnly", saving.weightsOnly());
    putUnless(usual.background(), "checkpoints.background", saving.background());
    putUnless(usual.whenBusy(), "checkpoints.whenBusy", saving.whenBusy());
    saving.memory().ifPresent(bytes -> put("checkpoints.copyMemory", Quantity.text(bytes)));
  }

  private void retention(Retention retention) {
    for (KeepRule rule : retention.rules()) {
      if (rule instanceof KeepRule.KeepLast last) {
        put("checkpoints.keepLast", last.count());
      } else if (rule instanceof KeepRule.KeepBest best) {
        put("checkpoints.keepBest", best.count());
      } else if (rule instanceof KeepRule.KeepEvery every) {
        put("checkpoints.keepEvery", every.steps());
      } else if (rule instanceof KeepRule.KeepYoung young) {
        put("checkpoints.olderThan", Quantity.text(young.age()));
      } else {
        put("checkpoints.keepAll", true);
      }
    }
    put("checkpoints.maxCheckpoints", retention.maxCheckpoints());
    put("checkpoints.maxBytes", Quantity.text(retention.maxBytes()));
  }

  private void diskCare(DiskCare care) {
    put("checkpoints.minFreeSpace", Quantity.text(care.minFreeSpace()));
    put("checkpoints.keepTrash", Quantity.text(care.keepTrash()));
  }

  private void bestBy(BestBy bestBy) {
    put("checkpoints.bestBy", List.of(bestBy.metric(), bestBy.direction().name()));
  }

  private void evaluation(EvaluationSettings evaluation) {
    evaluation.every().ifPresent(every -> put("evaluation.every", every));
    if (evaluation.full()) {
      put("evaluation.full", true);
    } else {
      put("evaluation.batches", evaluation.batches());
    }
  }

  private void putUnless(Object usual, String path, Object value) {
    if (whole || !value.equals(usual)) {
      put(path, value instanceof Enum<?> choice ? choice.name() : value);
    }
  }

  private void put(String path, Object value) {
    paths.put(path, value);
  }
}
