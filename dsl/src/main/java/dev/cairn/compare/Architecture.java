package dev.cairn.compare;

import dev.cairn.store.CheckpointReader;
import dev.cairn.store.HuggingFaceJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What config.json says of a model that the names and shapes of its tensors do not show. */
final class Architecture {
  private static final String CONFIG = "config.json";

  /**
   * By the names of GPT-2 and of Llama: with one of these changed, the same weights compute
   * otherwise.
   */
  private static final List<String> DECIDING =
      List.of(
          "model_type",
          "n_head",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "activation_function",
          "hidden_act",
          "layer_norm_epsilon",
          "rms_norm_eps",
          "rope_theta",
          "rope_scaling");

  private Architecture() {}

  /** The first difference, for example {@code n_head is 4 and 8}; empty if there is none. */
  static Optional<String> difference(CheckpointReader first, CheckpointReader other)
      throws IOException {
    if (!first.files().contains(CONFIG) || !other.files().contains(CONFIG)) {
      return Optional.empty();
    }
    Map<String, Object> one = HuggingFaceJson.parse(first.text(CONFIG));
    Map<String, Object> another = HuggingFaceJson.parse(other.text(CONFIG));
    return DECIDING.stream()
        .filter(key -> !alike(one.get(key), another.get(key)))
        .map(key -> "%s is %s and %s".formatted(key, one.get(key), another.get(key)))
        .findFirst();
  }

  /** 10000 and 10000.0 are one number; what only one of them says is taken as the default. */
  private static boolean alike(@Nullable Object one, @Nullable Object another) {
    if (one instanceof Number number && another instanceof Number other) {
      return number.doubleValue() == other.doubleValue();
    }
    return one == null || another == null || one.equals(another);
  }
}
