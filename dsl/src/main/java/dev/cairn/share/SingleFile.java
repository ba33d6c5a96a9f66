package dev.cairn.share;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole checkpoint in one {@code step_N.safetensors}: weights by their names, moments with {@code
 * optimizer.} before theirs, and {@code step} and {@code seed} as scalars of I64.
 */
final class SingleFile {
  static final String STEP = "step";
  static final String SEED = "seed";

  private static final String MOMENT = "optimizer.";
  private static final List<String> MOMENT_ENDINGS = List.of(".exp_avg", ".exp_avg_sq");
  private static final Pattern NAME = Pattern.compile("step[_-](\\d{1,18})\\.safetensors");

  private SingleFile() {}

  static String name(long step) {
    return "step_" + step + FileNames.TENSORS;
  }

  /** The step in a file's name. */
  static OptionalLong step(Path file) {
    Matcher matcher = NAME.matcher(FileNames.of(file));
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  static List<NamedTensor> tensors(
      Collection<? extends NamedTensor> weights,
      Collection<? extends NamedTensor> moments,
      long step,
      OptionalLong seed) {
    List<NamedTensor> all = new ArrayList<>(weights);
    moments.forEach(moment -> all.add(new Renamed(moment, MOMENT + moment.name())));
    all.add(scalar(STEP, step));
    seed.ifPresent(value -> all.add(scalar(SEED, value)));
    return all;
  }

  static boolean isScalar(NamedTensor tensor) {
    return (tensor.name().equals(STEP) || tensor.name().equals(SEED)) && tensor.byteSize() == 8;
  }

  /** The moment by its own name; empty if the tensor is none. */
  static Optional<NamedTensor> moment(NamedTensor tensor) {
    String name = tensor.name();
    if (name.startsWith(MOMENT)) {
      return Optional.of(new Renamed(tensor, name.substring(MOMENT.length())));
    }
    return MOMENT_ENDINGS.stream().anyMatch(name::endsWith)
        ? Optional.of(tensor)
        : Optional.empty();
  }

  static NamedTensor scalar(String name, long value) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    return MemoryTensor.of(name, DType.I64, Shape.of(), bytes);
  }

  static long value(NamedTensor scalar) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    scalar.read(0, bytes);
    return bytes.getLong(0);
  }
}
