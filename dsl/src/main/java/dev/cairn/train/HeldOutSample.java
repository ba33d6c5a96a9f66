package dev.cairn.train;

import dev.cairn.data.DataSettings;
import dev.cairn.data.TextSource;
import dev.cairn.data.VocabularyKind;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which batches of which held-out text a checkpoint's run evaluates on. Where two are equal, losses
 * can be compared batch by batch.
 *
 * @param data the text and how it is cut
 * @param evaluation how many batches of it
 * @param fingerprint the SHA-256 of the text, in hexadecimal
 */
public record HeldOutSample(DataSettings data, EvaluationSettings evaluation, String fingerprint) {

  /** Leaves out when a run evaluates: it decides nothing about the batches. */
  public HeldOutSample {
    evaluation =
        new EvaluationSettings(OptionalLong.empty(), evaluation.batches(), evaluation.full());
  }

  /**
   * The sample by the settings in a checkpoint.
   *
   * @throws IOException if the checkpoint is damaged
   * @throws IllegalArgumentException if it was saved by another program, without these settings
   */
  public static HeldOutSample of(Checkpoint checkpoint) throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      Stored stored = new Stored(HuggingFaceJson.parse(reader.text(CheckpointFiles.TRAINING_ARGS)));
      Object fingerprint =
          HuggingFaceJson.parse(reader.text(CheckpointFiles.DATA_STATE)).get("fingerprint");
      return new HeldOutSample(stored.data(), stored.evaluation(), String.valueOf(fingerprint));
    }
  }

  /** What decides the batches, in one line; the text by its SHA-256, wherever it lies. */
  public String key() {
    return "text %s, hold out %s, %d windows of %d %s, %s"
        .formatted(
            fingerprint,
            data.holdOut(),
            data.batch(),
            data.context(),
            data.vocabulary(),
            evaluation.full() ? "full" : evaluation.batches() + " batches");
  }

  /** Settings by path, as {@link SettingPaths#of} made them. */
  private record Stored(Map<String, Object> settings) {

    private DataSettings data() {
      TextSource source =
          settings.get("data.text") instanceof List<?> paths
              ? new TextSource.Files(
                  paths.stream().map(path -> Path.of(String.valueOf(path))).toList())
              : new TextSource.JavaSources();
      DataSettings usual = DataSettings.defaults();
      return new DataSettings(
          source,
          number("data.holdOut", usual.holdOut()).doubleValue(),
          number("data.batch", usual.batch()).intValue(),
          number("data.context", usual.context()).intValue(),
          settings.containsKey("data.bytes") ? VocabularyKind.BYTES : VocabularyKind.CHARACTERS);
    }

    private EvaluationSettings evaluation() {
      EvaluationSettings usual = EvaluationSettings.DEFAULT;
      return new EvaluationSettings(
          OptionalLong.empty(),
          number("evaluation.batches", usual.batches()).intValue(),
          settings.containsKey("evaluation.full"));
    }

    private Number number(String path, Number otherwise) {
      return settings.get(path) instanceof Number number ? number : otherwise;
    }
  }
}
