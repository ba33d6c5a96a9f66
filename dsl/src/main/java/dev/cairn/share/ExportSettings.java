package dev.cairn.share;

import dev.cairn.tensor.DType;
import java.util.Optional;

/**
 * What an export writes.
 *
 * @param layout where the files lie
 * @param dtype BF16, F16 or F32 for the weights; empty for what they are
 * @param weightsOnly whether optimizer, scheduler, random numbers and the like stay behind
 * @param replace whether an older export in the same place is replaced
 */
public record ExportSettings(
    ExportLayout layout, Optional<DType> dtype, boolean weightsOnly, boolean replace) {

  /** Everything, as it is, into a new folder in Hugging Face's layout. */
  public static final ExportSettings DEFAULT =
      new ExportSettings(ExportLayout.HF, Optional.empty(), false, false);

  /** Refuses types that weights do not convert to. */
  public ExportSettings {
    if (dtype.isPresent() && !FloatTypes.convertible(dtype.get())) {
      throw new IllegalArgumentException(
          "weights do not convert to " + dtype.get() + "; write bf16, f16 or f32");
    }
  }
}
