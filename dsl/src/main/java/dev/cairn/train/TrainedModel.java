package dev.cairn.train;

import dev.cairn.data.Tokenizer;
import dev.cairn.engine.Libtorch;
import dev.cairn.model.Generation;
import dev.cairn.model.LanguageModel;
import dev.cairn.model.ModelConfig;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The model of a checkpoint, ready to write text. */
public final class TrainedModel implements AutoCloseable {

  private final LanguageModel model;
  private final Tokenizer tokenizer;

  private TrainedModel(LanguageModel model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a checkpoint's model; every byte is checked.
   *
   * @param device "auto", "cpu", "gpu" or "gpu:1"
   * @throws IOException if the checkpoint cannot be read or is damaged
   */
  public static TrainedModel load(Checkpoint checkpoint, String device) throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      ModelConfig config =
          ModelConfig.fromHuggingFace(HuggingFaceJson.parse(reader.text("config.json")));
      Tokenizer tokenizer = Tokenizer.fromJson(reader.text("tokenizer.json"));
      LanguageModel model =
          LanguageModel.of(config, Libtorch.device(device), reader.tensors(TrainState.MODEL_FILE));
      return new TrainedModel(model, tokenizer);
    }
  }

  /** The prompt and what the model writes after it. */
  public String generate(String prompt, Generation settings) {
    return tokenizer.decode(model.generate(tokenizer.encode(prompt), settings));
  }

  /**
   * The likeliest text after a prompt, as many tokens of it as {@code expected} has; empty where
   * the vocabulary lacks a character of either.
   */
  public Optional<String> likeliest(String prompt, String expected) {
    int[] given;
    int wanted;
    try {
      given = tokenizer.encode(prompt);
      wanted = tokenizer.encode(expected).length;
    } catch (IllegalArgumentException unknownCharacter) {
      return Optional.empty();
    }
    int[] all = model.generate(given, new Generation(wanted, 0, 0, 0));
    return Optional.of(tokenizer.decode(Arrays.copyOfRange(all, given.length, all.length)));
  }

  LanguageModel model() {
    return model;
  }

  @Override
  public void close() {
    model.close();
  }
}
