package dev.cairn.share;

import dev.cairn.store.SavedFile;
import java.nio.file.Path;
import java.util.Set;

/** What the name of a checkpoint's file tells. */
final class FileNames {
  static final String TENSORS = ".safetensors";
  static final String INDEX = ".safetensors.index.json";
  static final String CONFIG = "config.json";
  static final String TRAINER_STATE = "trainer_state.json";
  static final String RANDOM_STATE = "rng_state.json";
  static final String OPTIMIZER = "optimizer.safetensors";
  static final String OUR_MANIFEST = SavedFile.MANIFEST;

  private static final Set<String> STATE =
      Set.of(
          "scheduler.json",
          RANDOM_STATE,
          "data_state.json",
          TRAINER_STATE,
          "training_args.json",
          "metadata.json");

  private FileNames() {}

  static String of(Path path) {
    return String.valueOf(path.getFileName());
  }

  static boolean isTensors(String name) {
    return name.endsWith(TENSORS);
  }

  /** Whether it holds moments, in one file or in shards. */
  static boolean isOptimizer(String name) {
    return name.startsWith("optimizer") && (isTensors(name) || name.endsWith(INDEX));
  }

  static boolean isWeights(String name) {
    return isTensors(name) && !isOptimizer(name);
  }

  /** Whether only training needs it. */
  static boolean isTrainingState(String name) {
    return isOptimizer(name) || STATE.contains(name);
  }
}
