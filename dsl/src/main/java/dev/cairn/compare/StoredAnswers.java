package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.store.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a checkpoint before, in its run's directory: {@code
 * evaluations/checkpoint-400.json}. An answer stands under all that decides it; those to other
 * weights are forgotten.
 */
final class StoredAnswers {

  private static final String WEIGHTS = "weights";
  private static final String ANSWERS = "answers";

  private final Path file;
  private final Map<String, String> weights;
  private final Map<String, Object> answers = new TreeMap<>();
  private boolean changed;

  private StoredAnswers(Path file, Map<String, String> weights) {
    this.file = file;
    this.weights = weights;
  }

  static StoredAnswers of(Checkpoint checkpoint) throws IOException {
    Path run = Objects.requireNonNull(checkpoint.path().getParent());
    StoredAnswers stored =
        new StoredAnswers(
            run.resolve("evaluations").resolve(checkpoint.name() + ".json"), weights(checkpoint));
    if (Files.exists(stored.file)) {
      stored.read();
    }
    return stored;
  }

  private static Map<String, String> weights(Checkpoint checkpoint) throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      Map<String, String> weights = new TreeMap<>(reader.sha256());
      weights.keySet().removeIf(name -> !name.startsWith("model") && !name.equals("config.json"));
      return weights;
    }
  }

  private void read() throws IOException {
    try {
      Map<String, Object> tree = HuggingFaceJson.parse(Files.readString(file));
      if (weights.equals(tree.get(WEIGHTS)) && tree.get(ANSWERS) instanceof Map<?, ?> known) {
        known.forEach((question, answer) -> answers.put(String.valueOf(question), answer));
      }
    } catch (IOException damagedOrForeign) {
      // What cannot be read is found out again, and replaced.
      answers.clear();
    }
  }

  @Nullable Object get(String question) {
    return answers.get(question);
  }

  void put(String question, Object answer) {
    answers.put(question, answer);
    changed = true;
  }

  /** Keeps what is new. */
  void save() throws IOException {
    if (changed) {
      Storage.LOCAL.replace(
          file, HuggingFaceJson.format(Map.of(WEIGHTS, weights, ANSWERS, answers)));
      changed = false;
    }
  }
}
