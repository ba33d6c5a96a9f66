package dev.cairn.train;

import dev.cairn.data.Corpus;
import dev.cairn.store.BestBy;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.MetricsLine;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Shards;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of a checkpoint in Hugging Face's layout, and ours beside them. */
final class CheckpointFiles {

  static final String TRAINING_ARGS = "training_args.json";
  static final String DATA_STATE = "data_state.json";

  private final TrainSettings settings;
  private final Corpus corpus;
  private final RunDirectory run;
  private final Environment environment;
  private final Optional<String> parent;
  private final List<CheckpointFile.Text> companions;

  /**
   * @param companions what stands beside the weights and never changes: config.json, tokenizer.json
   */
  CheckpointFiles(
      TrainSettings settings,
      Corpus corpus,
      RunDirectory run,
      Environment environment,
      Optional<String> parent,
      List<CheckpointFile.Text> companions) {
    this.settings = settings;
    this.corpus = corpus;
    this.run = run;
    this.environment = environment;
    this.parent = parent;
    this.companions = companions;
  }

  /**
   * A checkpoint of the state as it is now.
   *
   * @param evaluated the metrics of an evaluation at this very step; null if there was none
   */
  CheckpointContent content(TrainState state, long target, @Nullable Map<String, Double> evaluated)
      throws IOException {
    List<CheckpointFile> files = new ArrayList<>(companions);
    files.addAll(tensors(state));
    files.add(json("scheduler.json", scheduler(state, target)));
    files.add(json("rng_state.json", randomState()));
    files.add(json(DATA_STATE, dataState(state)));
    files.add(json(TRAINING_ARGS, SettingPaths.of(settings, target)));
    files.add(json("trainer_state.json", trainerState(state, target, evaluated)));
    return new CheckpointContent(
        state.step(),
        state.epoch(),
        evaluated == null ? Map.of() : evaluated,
        evaluated != null,
        files,
        parent,
        environment.toMap());
  }

  /** The files of the weights and of the optimizer's state. */
  List<CheckpointFile> tensors(TrainState state) {
    SaveSettings saving = settings.checkpoints().saving();
    List<CheckpointFile> files =
        new ArrayList<>(
            Shards.of(
                TrainState.MODEL_FILE,
                state.modelTensors(saving.dtype()),
                state.frozen(),
                saving.shardBytes()));
    if (!saving.weightsOnly()) {
      files.addAll(
          Shards.of(
              TrainState.OPTIMIZER_FILE,
              state.optimizerTensors(saving.dtype()),
              state.frozenMasters(),
              Long.MAX_VALUE));
    }
    return files;
  }

  private static CheckpointFile json(String name, Map<String, ?> tree) {
    return new CheckpointFile.Text(name, HuggingFaceJson.format(tree));
  }

  private static Map<String, Object> scheduler(TrainState state, long target) {
    return Map.of(
        "horizon", target,
        "last_epoch", state.step(),
        "last_lr", List.of(state.step() == 0 ? 0.0 : state.learningRate(state.step(), target)));
  }

  private Map<String, Object> randomState() {
    return Map.of(
        "seed", settings.seed(), "engine_seed", "mix(seed, step, micro_step) before each forward");
  }

  private Map<String, Object> dataState(TrainState state) {
    return Map.of(
        "fingerprint", corpus.fingerprint(),
        "epoch", state.epoch(),
        "batches_done", state.step() * settings.optimizer().accumulate());
  }

  /** Hugging Face's keys only: its reader refuses any other. */
  private Map<String, Object> trainerState(
      TrainState state, long target, @Nullable Map<String, Double> evaluated) throws IOException {
    Optional<Best> best = best(state.step(), evaluated);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("best_global_step", best.map(Best::step).orElse(null));
    tree.put("best_metric", best.map(Best::value).orElse(null));
    tree.put("best_model_checkpoint", best.map(b -> "checkpoint-" + b.step()).orElse(null));
    tree.put("epoch", state.epoch());
    tree.put("eval_steps", settings.evaluation().every().orElse(500));
    tree.put("global_step", state.step());
    tree.put("is_hyper_param_search", false);
    tree.put("is_local_process_zero", true);
    tree.put("is_world_process_zero", true);
    tree.put("log_history", logHistory(state.step()));
    tree.put("logging_steps", settings.logEvery());
    tree.put("max_steps", target);
    tree.put("num_input_tokens_seen", state.step() * state.tokensPerStep());
    tree.put("num_train_epochs", (long) Math.ceil(state.epoch()));
    tree.put("save_steps", saveSteps());
    tree.put("stateful_callbacks", Map.of());
    tree.put("total_flos", 0.0);
    tree.put("train_batch_size", settings.data().batch());
    tree.put("trial_name", null);
    tree.put("trial_params", null);
    return tree;
  }

  private record Best(long step, double value) {}

  /** The best checkpoint once this one is saved, which may be this one. */
  private Optional<Best> best(long step, @Nullable Map<String, Double> evaluated)
      throws IOException {
    Optional<BestBy> by = settings.checkpoints().store().bestBy();
    if (by.isEmpty()) {
      return Optional.empty();
    }
    Optional<Checkpoint> before = run.best();
    Map<String, Double> old = before.map(Checkpoint::metrics).orElse(Map.of());
    if (evaluated != null && by.get().prefers(evaluated, old)) {
      return Optional.of(new Best(step, by.get().value(evaluated)));
    }
    return before.map(best -> new Best(best.step(), by.get().value(old)));
  }

  private long saveSteps() {
    return settings.checkpoints().triggers().stream()
        .filter(SaveTrigger.EverySteps.class::isInstance)
        .map(SaveTrigger.EverySteps.class::cast)
        .mapToLong(SaveTrigger.EverySteps::steps)
        .findFirst()
        .orElse(500);
  }

  private List<Map<String, Object>> logHistory(long step) throws IOException {
    List<Map<String, Object>> history = new ArrayList<>();
    for (MetricsLine line : run.metrics()) {
      if (line.step() <= step) {
        Map<String, Object> entry = new TreeMap<>(line.values());
        entry.put("epoch", line.epoch());
        entry.put("step", line.step());
        history.add(entry);
      }
    }
    return history;
  }
}
