package dev.cairn.share;

import dev.cairn.share.ForeignState.Logged;
import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Storage;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings checkpoints of other programs into a run, as durable as any save: a {@code checkpoint-N}
 * of Hugging Face's Trainer or its whole output folder, a model's folder, or a {@code
 * step_N.safetensors}. Weights keep their type.
 */
public final class Import {
  private Import() {}

  /**
   * Imports what lies at a path.
   *
   * @param run the run's directory; created if need be
   * @param replace whether checkpoints of the same steps are replaced
   * @return the checkpoints, by rising step
   * @throws ShareException if there is nothing to import, or a checkpoint of that step is there
   * @throws dev.cairn.tensor.SafetensorsException if weights are not valid safetensors
   * @throws dev.cairn.store.RunInUseException if the run is being trained
   */
  public static List<Checkpoint> run(
      Path from, Path run, boolean replace, Consumer<? super ShareEvent> listener)
      throws IOException {
    return run(from, run, replace, Storage.LOCAL, listener);
  }

  static List<Checkpoint> run(
      Path from, Path run, boolean replace, Storage storage, Consumer<? super ShareEvent> listener)
      throws IOException {
    List<ForeignSource> sources = ForeignSource.find(from);
    List<Checkpoint> before = RunDirectory.at(run).checkpoints();
    if (!replace) {
      requireFree(sources, run, before);
    }
    Optional<BestBy> bestBy = bestBy(sources);
    StoreSettings settings =
        new StoreSettings(Retention.of(new KeepRule.KeepAll()), bestBy, WhenDiskFull.STOP);
    try (CheckpointStore store = storage.open(run, settings)) {
      if (before.isEmpty()) {
        log(store, sources.get(sources.size() - 1).state().log());
      }
      for (ForeignSource source : sources) {
        save(store, source, bestBy, listener);
      }
      List<Long> steps = sources.stream().map(ForeignSource::step).toList();
      return store.directory().checkpoints().stream()
          .filter(checkpoint -> steps.contains(checkpoint.step()))
          .toList();
    }
  }

  private static void save(
      CheckpointStore store,
      ForeignSource source,
      Optional<BestBy> bestBy,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    Map<String, Double> metrics = source.state().metrics();
    boolean candidate =
        bestBy.isPresent() ? metrics.containsKey(bestBy.get().metric()) : !metrics.isEmpty();
    try (ForeignCheckpoint foreign = ForeignCheckpoint.open(source)) {
      foreign.leftOut().forEach(listener);
      Optional<Checkpoint> saved = store.save(foreign.content(candidate));
      store.record("imported", Map.of("step", source.step(), "from", FileNames.of(source.path())));
      saved.map(ShareEvent.Imported::new).ifPresent(listener);
    }
  }

  private static void requireFree(List<ForeignSource> sources, Path run, List<Checkpoint> before)
      throws IOException {
    for (ForeignSource source : sources) {
      if (before.stream().anyMatch(checkpoint -> checkpoint.step() == source.step())) {
        throw Room.inTheWay(
            run.resolve("checkpoint-" + source.step()),
            "is there already; import into another run, or replace it by --force");
      }
    }
  }

  /** The newest that names a metric decides, unless the name does not tell which way is better. */
  private static Optional<BestBy> bestBy(List<ForeignSource> sources) {
    List<String> named = new ArrayList<>();
    sources.forEach(source -> source.state().bestMetric().ifPresent(named::add));
    if (named.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(BestBy.of(named.get(named.size() - 1)));
    } catch (IllegalArgumentException tellsNoDirection) {
      return Optional.empty();
    }
  }

  private static void log(CheckpointStore store, List<Logged> log) throws IOException {
    long last = 0;
    for (Logged entry : log) {
      if (entry.step() >= last && !entry.values().isEmpty()) {
        store.metrics().append(entry.step(), entry.epoch(), entry.values());
        last = entry.step();
      }
    }
  }
}
