package dev.cairn.model;

/**
 * The size of a GPT-2 (Radford et al., 2019).
 *
 * @param layers the number of transformer blocks
 * @param heads the number of attention heads; divides the width
 * @param width the size of the hidden state
 * @param dropout the probability of dropout on embeddings, attention and residuals, 0 to below 1
 */
public record Gpt2Settings(int layers, int heads, int width, double dropout)
    implements ModelSettings {

  /** Four layers, four heads, width 128, no dropout: learns from a text in minutes on a CPU. */
  public static final Gpt2Settings DEFAULT = new Gpt2Settings(4, 4, 128, 0);

  /** Checks that the heads divide the width. */
  public Gpt2Settings {
    if (layers < 1 || heads < 1 || width < 1) {
      throw new IllegalArgumentException(
          "gpt2: layers (%d), heads (%d) and width (%d) must be at least 1"
              .formatted(layers, heads, width));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "gpt2: width(%d) must be a multiple of heads(%d), for example width(%d)"
              .formatted(width, heads, (width / heads + 1) * heads));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "gpt2: dropout(" + dropout + ") must be at least 0 and below 1");
    }
  }

  @Override
  public String type() {
    return "gpt2";
  }
}
