package dev.cairn.model;

/** Which family of models, and its size. A new family is one more case here and one more block. */
public sealed interface ModelSettings permits Gpt2Settings {

  /** The family's name as in Hugging Face's config.json, {@code model_type}. */
  String type();
}
