package dev.cairn.train;

import dev.cairn.data.DataSettings;
import dev.cairn.model.ModelSettings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.store.BestBy;
import java.util.List;
import java.util.Map;

/**
 * Everything a run is asked to do, but for the step to reach.
 *
 * @param data what it learns from
 * @param model what learns
 * @param frozen the parameters that do not, by name or by what they lie in
 * @param optimizer how
 * @param checkpoints when to save, and what to keep
 * @param evaluation when and on what to evaluate
 * @param logEvery the interval in steps between lines of metrics.jsonl
 * @param device "auto", "cpu", "gpu" or "gpu:1"
 * @param seed decides the first weights, the order of the data and dropout
 * @param tensorBoard whether what goes to metrics.jsonl is written for TensorBoard too
 */
public record TrainSettings(
    DataSettings data,
    ModelSettings model,
    List<String> frozen,
    OptimizerSettings optimizer,
    CheckpointSettings checkpoints,
    EvaluationSettings evaluation,
    long logEvery,
    String device,
    long seed,
    boolean tensorBoard) {

  /** Without files for TensorBoard. */
  public TrainSettings(
      DataSettings data,
      ModelSettings model,
      List<String> frozen,
      OptimizerSettings optimizer,
      CheckpointSettings checkpoints,
      EvaluationSettings evaluation,
      long logEvery,
      String device,
      long seed) {
    this(data, model, frozen, optimizer, checkpoints, evaluation, logEvery, device, seed, false);
  }

  /** Checks the interval, and that the best checkpoint can be told. */
  public TrainSettings {
    frozen = List.copyOf(frozen);
    if (logEvery < 1) {
      throw new IllegalArgumentException(
          "logging: every(" + logEvery + ") must be at least 1 step");
    }
    checkpoints.store().bestBy().ifPresent(best -> requireHeldOut(best, data));
  }

  /** The values by their paths in the DSL, sorted. */
  public Map<String, Object> byPath() {
    return SettingPaths.all(this);
  }

  private static void requireHeldOut(BestBy best, DataSettings data) {
    if (data.holdOut() == 0) {
      throw new IllegalArgumentException(
          "checkpoints: bestBy(\"%s\") needs text to evaluate on, and holdOut(0) keeps none; write holdOut(0.1) in data, or leave bestBy out"
              .formatted(best.metric()));
    }
  }
}
