package dev.cairn;

import dev.cairn.model.Gpt2Settings;

/** The block {@code gpt2 { ... }}: the size of a GPT-2. */
public final class Gpt2Spec {

  private int layers;
  private int heads;
  private int width;
  private double dropout;

  Gpt2Spec(Gpt2Settings base) {
    layers = base.layers();
    heads = base.heads();
    width = base.width();
    dropout = base.dropout();
  }

  /** The number of transformer blocks. Default 4. */
  public Gpt2Spec layers(int count) {
    layers = positive("layers", count);
    return this;
  }

  /** The number of attention heads; must divide the width. Default 4. */
  public Gpt2Spec heads(int count) {
    heads = positive("heads", count);
    return this;
  }

  /** The size of the hidden state. Default 128. */
  public Gpt2Spec width(int size) {
    width = positive("width", size);
    return this;
  }

  /** The probability of dropout, at least 0 and below 1. Default 0. */
  public Gpt2Spec dropout(double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "gpt2: dropout(" + probability + ") must be at least 0 and below 1");
    }
    dropout = probability;
    return this;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("gpt2: " + name + "(" + value + ") must be at least 1");
    }
    return value;
  }

  Gpt2Settings build() {
    return new Gpt2Settings(layers, heads, width, dropout);
  }
}
