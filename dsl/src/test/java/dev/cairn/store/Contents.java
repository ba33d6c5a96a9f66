package dev.cairn.store;

import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Small checkpoints for tests; each step's bytes differ. */
final class Contents {
  static final String MODEL = "model.safetensors";
  static final String OPTIMIZER = "optimizer.safetensors";
  static final String STATE = "trainer_state.json";

  private Contents() {}

  static CheckpointContent evaluated(long step, double evalLoss) {
    return content(step, Map.of("eval_loss", evalLoss), true);
  }

  static CheckpointContent unevaluated(long step) {
    return content(step, Map.of(), false);
  }

  static CheckpointContent content(long step, Map<String, Double> metrics, boolean candidate) {
    return new CheckpointContent(
        step, step / 100.0, metrics, candidate, files(step), Optional.empty());
  }

  /** Two shards, of which one is the same whatever the step. */
  static CheckpointContent frozen(long step, double evalLoss) {
    List<NamedTensor> weights =
        List.of(
            MemoryTensor.floats("h.0.weight", Shape.of(2), 1, 2),
            MemoryTensor.floats("ln_f.bias", Shape.of(2), (float) step, (float) evalLoss));
    List<CheckpointFile> files =
        new ArrayList<>(Shards.of(MODEL, weights, Set.of("h.0.weight"), 1 << 20));
    files.add(new CheckpointFile.Text("config.json", "{}\n"));
    return new CheckpointContent(
        step, step / 100.0, Map.of("eval_loss", evalLoss), true, files, Optional.empty());
  }

  private static List<CheckpointFile> files(long step) {
    return List.of(
        new CheckpointFile.Tensors(
            MODEL,
            List.of(
                MemoryTensor.floats("wte.weight", Shape.of(2, 3), (float) step, 2, 3, 4, 5, 6),
                MemoryTensor.floats("ln_f.bias", Shape.of(2), 7, 8))),
        new CheckpointFile.Tensors(
            OPTIMIZER,
            List.of(MemoryTensor.floats("wte.weight.exp_avg", Shape.of(2, 3), 1, 2, 3, 4, 5, 6))),
        new CheckpointFile.Text(STATE, HuggingFaceJson.format(Map.of("global_step", step))));
  }
}
