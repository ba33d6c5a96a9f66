package dev.cairn.cli;

import dev.cairn.store.BestBy;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.DiskCare;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.RunStatus;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs on disk with a tiny model; nothing was trained. */
record SampleRuns(Path folder, Optional<Path> backup) {

  SampleRuns(Path folder) {
    this(folder, Optional.empty());
  }

  /** A run with a checkpoint at 100, 200, ... for each loss. */
  SampleRuns with(String name, double... losses) throws IOException {
    try (CheckpointStore store = open(name)) {
      for (int i = 0; i < losses.length; i++) {
        store.save(content(100L * (i + 1), 100f * (i + 1), losses[i]));
      }
      store.status(RunStatus.of(RunStatus.State.FINISHED, 100L * losses.length));
    }
    return this;
  }

  /** A run with two checkpoints of the same weights, each in a file of its own. */
  SampleRuns alike(String name) throws IOException {
    try (CheckpointStore store = open(name)) {
      store.save(content(100, 100, 2.5));
      store.save(content(200, 100, 2.0));
    }
    Path file = folder.resolve(name).resolve("checkpoint-200/model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, bytes);
    return this;
  }

  CheckpointStore open(String name) throws IOException {
    StoreSettings settings =
        new StoreSettings(
            Retention.of(new KeepRule.KeepAll()),
            Optional.of(BestBy.of("eval_loss")),
            WhenDiskFull.STOP,
            DiskCare.DEFAULT,
            backup);
    return CheckpointStore.open(folder.resolve(name), settings, event -> {});
  }

  /** Flips one bit of the last tensor of a checkpoint. */
  void flipBit(String checkpoint) throws IOException {
    Path file = folder.resolve(checkpoint).resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private CheckpointContent content(long step, float weight, double loss) {
    return new CheckpointContent(
        step,
        step / 100.0,
        Map.of("eval_loss", loss, "eval_perplexity", Math.exp(loss)),
        true,
        List.of(
            new CheckpointFile.Tensors(
                "model.safetensors",
                List.of(
                    MemoryTensor.floats(
                        "transformer.wte.weight", Shape.of(2, 3), weight, 2, 3, 4, 5, 6),
                    MemoryTensor.floats("transformer.ln_f.bias", Shape.of(2), 7, 8))),
            new CheckpointFile.Text(
                "training_args.json",
                "{\"model.gpt2.width\": 3, \"optimizer.adamW.lr\": 0.001%s}\n"
                    .formatted(
                        backup
                            .map(place -> ", \"checkpoints.backupTo\": \"" + place + "\"")
                            .orElse("")))),
        Optional.empty(),
        Map.of("device", "cpu", "threads", "2"));
  }
}
