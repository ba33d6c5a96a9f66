package dev.cairn.share;

import dev.cairn.store.CheckpointReader;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights in full precision that stand beside the moments where the model's file rounds. */
final class Masters {
  private static final String ENDING = ".master";

  private final Map<String, NamedTensor> masters;
  private final Optional<DType> wanted;

  private Masters(Map<String, NamedTensor> masters, Optional<DType> wanted) {
    this.masters = masters;
    this.wanted = wanted;
  }

  /**
   * Those of a checkpoint whose weights are wanted in a type; none if they are left as they are.
   */
  static Masters in(CheckpointReader reader, Optional<DType> wanted) throws IOException {
    return new Masters(
        wanted.isPresent() && reader.holds(FileNames.OPTIMIZER)
            ? reader.tensors(FileNames.OPTIMIZER, Masters::isMaster)
            : Map.of(),
        wanted);
  }

  /** The weight in the wanted type, rounded at most once. */
  NamedTensor exported(NamedTensor weight) {
    NamedTensor master = masters.get(weight.name() + ENDING);
    boolean kept = wanted.equals(Optional.of(weight.dtype()));
    return FloatTypes.as(
        wanted, master == null || kept ? weight : new Renamed(master, weight.name()));
  }

  /** Whether the exported weights are the masters themselves, which then need no second place. */
  boolean areWeights() {
    return !masters.isEmpty() && wanted.equals(Optional.of(DType.F32));
  }

  /** What is exported beside the weights. */
  List<NamedTensor> without(Collection<? extends NamedTensor> optimizer) {
    return optimizer.stream()
        .<NamedTensor>map(tensor -> tensor)
        .filter(tensor -> !(areWeights() && isMaster(tensor.name())))
        .toList();
  }

  private static boolean isMaster(String name) {
    return name.endsWith(ENDING);
  }
}
