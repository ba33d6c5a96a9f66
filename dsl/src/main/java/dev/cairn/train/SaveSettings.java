package dev.cairn.train;

import dev.cairn.store.WhenBusy;
import dev.cairn.tensor.DType;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a checkpoint holds, and how it is written.
 *
 * @param dtype the type of the weights in the model's file: F32, BF16 or F16; in the latter two the
 *     weights in full precision stand beside the moments, so that a resume stays exact
 * @param shardBytes how many bytes of weights go into one file; more are split into shards
 * @param weightsOnly whether the optimizer's state is left out; a resume then begins with none
 * @param background whether training goes on while a checkpoint is written
 * @param whenBusy what a save does that is due while the one before is still being written
 * @param memory the most bytes of memory for copies of what is being written; empty for half of
 *     what the JVM allows
 */
public record SaveSettings(
    DType dtype,
    long shardBytes,
    boolean weightsOnly,
    boolean background,
    WhenBusy whenBusy,
    OptionalLong memory) {

  private static final Set<DType> DTYPES = Set.of(DType.F32, DType.BF16, DType.F16);

  /** F32, shards of 5 GB as Hugging Face makes them, everything, in the background, waiting. */
  public static final SaveSettings DEFAULT =
      new SaveSettings(DType.F32, 5_000_000_000L, false, true, WhenBusy.WAIT, OptionalLong.empty());

  /** Checks the type and the ranges. */
  public SaveSettings {
    if (!DTYPES.contains(dtype)) {
      throw new IllegalArgumentException(wrongDtype(dtype.name()));
    }
    if (shardBytes < 1) {
      throw new IllegalArgumentException(
          "checkpoints: shardSize must be above 0, for example shardSize(\"5GB\")");
    }
    if (memory.isPresent() && memory.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "checkpoints: copyMemory must be above 0, for example copyMemory(\"2GB\"); background(false) sets none aside");
    }
  }

  /** The bytes that may be set aside for copies; 0 where training waits for each save. */
  long memoryLimit() {
    return background ? memory.orElse(Runtime.getRuntime().maxMemory() / 2) : 0;
  }

  /**
   * A type by its name, in any case.
   *
   * @throws IllegalArgumentException if weights are not saved in it
   */
  public static DType dtype(String name) {
    return DTYPES.stream()
        .filter(dtype -> dtype.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(wrongDtype(name)));
  }

  private static String wrongDtype(String name) {
    return "checkpoints: dtype(\"" + name + "\") must be one of f32, bf16 and f16";
  }

  /** The same with another type of the model's file. */
  public SaveSettings withDtype(DType other) {
    return new SaveSettings(other, shardBytes, weightsOnly, background, whenBusy, memory);
  }

  /** The same with shards of another size. */
  public SaveSettings withShardBytes(long other) {
    return new SaveSettings(dtype, other, weightsOnly, background, whenBusy, memory);
  }

  /** The same with or without the optimizer's state. */
  public SaveSettings withWeightsOnly(boolean other) {
    return new SaveSettings(dtype, shardBytes, other, background, whenBusy, memory);
  }

  /** The same in the background or not. */
  public SaveSettings withBackground(boolean other) {
    return new SaveSettings(dtype, shardBytes, weightsOnly, other, whenBusy, memory);
  }

  /** The same with another policy. */
  public SaveSettings withWhenBusy(WhenBusy other) {
    return new SaveSettings(dtype, shardBytes, weightsOnly, background, other, memory);
  }

  /** The same with another limit on memory. */
  public SaveSettings withMemory(long bytes) {
    return new SaveSettings(
        dtype, shardBytes, weightsOnly, background, whenBusy, OptionalLong.of(bytes));
  }
}
