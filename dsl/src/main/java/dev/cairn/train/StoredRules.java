package dev.cairn.train;

import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.Direction;
import dev.cairn.store.DiskCare;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Quantity;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules that a run keeps its checkpoints by, from the settings in its newest checkpoint. */
public final class StoredRules {
  private static final String BLOCK = "checkpoints.";

  private final Map<String, Object> settings;

  private StoredRules(Map<String, Object> settings) {
    this.settings = settings;
  }

  /** The rules of a run; empty if its newest checkpoint holds none. */
  public static Optional<StoreSettings> of(RunDirectory run) throws IOException {
    Optional<Checkpoint> latest = run.latest();
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    try (CheckpointReader reader = latest.get().open()) {
      return reader.files().contains(CheckpointFiles.TRAINING_ARGS)
          ? parse(HuggingFaceJson.parse(reader.text(CheckpointFiles.TRAINING_ARGS)))
          : Optional.empty();
    }
  }

  /** The rules among settings by path, as {@link SettingPaths#of} made them. */
  static Optional<StoreSettings> parse(Map<String, Object> settings) {
    StoredRules stored = new StoredRules(settings);
    Set<KeepRule> rules = stored.rules();
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    Retention retention =
        new Retention(
            rules,
            (int) stored.number("maxCheckpoints").orElse(0L).longValue(),
            stored.text("maxBytes").map(Quantity::bytes).orElse(0L));
    return Optional.of(
        new StoreSettings(
            retention,
            stored.bestBy(),
            stored.whenDiskFull(),
            stored.diskCare(),
            Optional.empty()));
  }

  private Set<KeepRule> rules() {
    Set<KeepRule> rules = new HashSet<>();
    number("keepLast").ifPresent(count -> rules.add(new KeepRule.KeepLast(count.intValue())));
    number("keepBest").ifPresent(count -> rules.add(new KeepRule.KeepBest(count.intValue())));
    number("keepEvery").ifPresent(steps -> rules.add(new KeepRule.KeepEvery(steps)));
    text("olderThan").ifPresent(age -> rules.add(new KeepRule.KeepYoung(Quantity.span(age))));
    if (settings.containsKey(BLOCK + "keepAll")) {
      rules.add(new KeepRule.KeepAll());
    }
    return rules;
  }

  private Optional<BestBy> bestBy() {
    return settings.get(BLOCK + "bestBy") instanceof List<?> words && words.size() == 2
        ? Optional.of(
            new BestBy(
                String.valueOf(words.get(0)), Direction.valueOf(String.valueOf(words.get(1)))))
        : Optional.empty();
  }

  private WhenDiskFull whenDiskFull() {
    return text("whenDiskFull").map(WhenDiskFull::valueOf).orElse(WhenDiskFull.CONTINUE);
  }

  private DiskCare diskCare() {
    return new DiskCare(
        text("minFreeSpace").map(Quantity::bytes).orElse(0L),
        text("keepTrash").map(Quantity::span).orElse(DiskCare.DEFAULT.keepTrash()));
  }

  private Optional<Long> number(String setting) {
    return settings.get(BLOCK + setting) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  private Optional<String> text(String setting) {
    return settings.get(BLOCK + setting) instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }
}
