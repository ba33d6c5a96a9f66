package dev.cairn.share;

/** How an exported checkpoint lies on disk. */
public enum ExportLayout {
  /** A folder that {@code from_pretrained} opens. */
  HF,
  /** One file, {@code step_N.safetensors}: weights, moments, step and seed. */
  SINGLE_FILE,
  /** The folder of {@link #HF}, as {@code best_model} in the directory given. */
  BEST_MODEL
}
