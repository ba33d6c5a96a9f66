package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.Shards;
import dev.cairn.store.StoreSettings;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs on disk whose checkpoints hold the given tensors. */
record Written(Path folder) {

  Checkpoint checkpoint(String run, long step, NamedTensor... tensors) throws IOException {
    return checkpoint(run, step, Long.MAX_VALUE, List.of(), tensors);
  }

  Checkpoint checkpoint(
      String run, long step, long shard, List<CheckpointFile.Text> texts, NamedTensor... tensors)
      throws IOException {
    List<CheckpointFile> files =
        new ArrayList<>(Shards.of("model.safetensors", List.of(tensors), Set.of(), shard));
    files.addAll(texts);
    try (CheckpointStore store =
        CheckpointStore.open(folder.resolve(run), StoreSettings.keepingAll(), event -> {})) {
      return store
          .save(new CheckpointContent(step, step / 100.0, Map.of(), false, files, Optional.empty()))
          .orElseThrow();
    }
  }
}
