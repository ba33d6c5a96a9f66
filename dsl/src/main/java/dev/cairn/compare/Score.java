package dev.cairn.compare;

import java.util.Locale;

/** What the held-out text tells of a model. */
public enum Score {
  /** The mean cross-entropy of the next token, in nats. */
  LOSS,
  /** e to the loss: among how many equally likely tokens the model as good as guesses. */
  PERPLEXITY,
  /** The share of tokens that the model holds for the likeliest. */
  ACCURACY,
  /** The cross-entropy in bits for each byte of text, comparable across vocabularies. */
  BITS_PER_BYTE;

  /** As tables and JSON have it: {@code bits_per_byte}. */
  public String metric() {
    return name().toLowerCase(Locale.ROOT);
  }
}
