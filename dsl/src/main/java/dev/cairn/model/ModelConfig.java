package dev.cairn.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is: its settings and what the data decides.
 *
 * @param settings the family and its size
 * @param vocabularySize the number of token ids
 * @param context the longest sequence in tokens
 */
public record ModelConfig(ModelSettings settings, int vocabularySize, int context) {

  Gpt2 block() {
    return new Gpt2((Gpt2Settings) settings, vocabularySize, context);
  }

  /** The content of Hugging Face's config.json: what {@code GPT2Config} reads. */
  public Map<String, @Nullable Object> toHuggingFace() {
    Gpt2Settings gpt2 = (Gpt2Settings) settings;
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("activation_function", "gelu_new");
    json.put("architectures", List.of("GPT2LMHeadModel"));
    json.put("attn_pdrop", gpt2.dropout());
    // The text's own vocabulary has no such tokens; left out, they would be GPT-2's, out of range.
    json.put("bos_token_id", null);
    json.put("embd_pdrop", gpt2.dropout());
    json.put("eos_token_id", null);
    json.put("initializer_range", 0.02);
    json.put("layer_norm_epsilon", 1e-5);
    json.put("model_type", gpt2.type());
    json.put("n_embd", gpt2.width());
    json.put("n_head", gpt2.heads());
    json.put("n_layer", gpt2.layers());
    json.put("n_positions", context);
    json.put("resid_pdrop", gpt2.dropout());
    json.put("tie_word_embeddings", true);
    json.put("torch_dtype", "float32");
    json.put("vocab_size", vocabularySize);
    return json;
  }

  /**
   * Reads the content of a Hugging Face config.json.
   *
   * @throws IllegalArgumentException if it is of another family, or a field is missing
   */
  public static ModelConfig fromHuggingFace(Map<String, ?> json) {
    Object type = json.get("model_type");
    if (!"gpt2".equals(type)) {
      throw new IllegalArgumentException("config.json: model_type is " + type + ", not gpt2");
    }
    Gpt2Settings settings =
        new Gpt2Settings(
            integer(json, "n_layer"),
            integer(json, "n_head"),
            integer(json, "n_embd"),
            number(json, "resid_pdrop").doubleValue());
    return new ModelConfig(settings, integer(json, "vocab_size"), integer(json, "n_positions"));
  }

  private static int integer(Map<String, ?> json, String key) {
    return number(json, key).intValue();
  }

  private static Number number(Map<String, ?> json, String key) {
    if (json.get(key) instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException("config.json: " + key + " is missing or not a number");
  }
}
