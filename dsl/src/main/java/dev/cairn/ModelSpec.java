package dev.cairn;

import dev.cairn.model.Gpt2Settings;
import dev.cairn.model.ModelSettings;
import java.util.List;
import java.util.function.Consumer;

/** The block {@code model { ... }}: what learns. */
public final class ModelSpec {

  private final Gpt2Spec gpt2;
  private ModelSettings settings;
  private List<String> frozen;

  ModelSpec(ModelSettings base, List<String> frozen) {
    gpt2 = new Gpt2Spec((Gpt2Settings) base);
    settings = base;
    this.frozen = frozen;
  }

  /** GPT-2's architecture. Default 4 layers, 4 heads, width 128, no dropout. */
  public ModelSpec gpt2(Consumer<? super Gpt2Spec> block) {
    block.accept(gpt2);
    settings = gpt2.build();
    return this;
  }

  /**
   * Parameters that do not learn, by name or by what they lie in: {@code freeze("transformer.wte",
   * "transformer.h.0")}. A checkpoint shares their file with the one before. Default: all learn.
   */
  public ModelSpec freeze(String... names) {
    frozen = List.of(names);
    return this;
  }

  ModelSettings build() {
    return settings;
  }

  List<String> frozen() {
    return frozen;
  }
}
