package dev.cairn.share;

import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import java.util.Optional;

/** The types that weights convert to, and their names in config.json. */
final class FloatTypes {
  private FloatTypes() {}

  static boolean convertible(DType dtype) {
    return dtype == DType.F32 || dtype == DType.BF16 || dtype == DType.F16;
  }

  /** What PyTorch calls a type of {@link #convertible}. */
  static String pytorchName(DType dtype) {
    return switch (dtype) {
      case BF16 -> "bfloat16";
      case F16 -> "float16";
      default -> "float32";
    };
  }

  /** The tensor in the wanted type; as it is if none is wanted or it holds no such floats. */
  static NamedTensor as(Optional<DType> wanted, NamedTensor tensor) {
    return wanted.isPresent() && convertible(tensor.dtype())
        ? Converted.as(wanted.get(), tensor)
        : tensor;
  }
}
