package dev.cairn;

import dev.cairn.model.Gpt2Settings;
import dev.cairn.model.ModelSettings;
import java.util.function.Consumer;

/** The block {@code model { ... }}: what learns. */
public final class ModelSpec {

  private final Gpt2Spec gpt2;
  private ModelSettings settings;

  ModelSpec(ModelSettings base) {
    gpt2 = new Gpt2Spec((Gpt2Settings) base);
    settings = base;
  }

  /** GPT-2's architecture. */
  public ModelSpec gpt2(Consumer<? super Gpt2Spec> block) {
    block.accept(gpt2);
    settings = gpt2.build();
    return this;
  }

  ModelSettings build() {
    return settings;
  }
}
