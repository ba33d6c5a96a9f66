package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What changed in the weights between two checkpoints, of one run or of two.
 *
 * @param left the checkpoint that is measured from
 * @param right the checkpoint that is measured
 * @param tensors those that both have in the same shape, by name
 * @param unmatched the others, by name
 */
public record WeightChanges(
    Checkpoint left, Checkpoint right, List<TensorChange> tensors, List<Unmatched> unmatched) {

  /** A tensor that cannot be compared, and why. */
  public record Unmatched(String name, String reason) {}

  /** Copies the lists. */
  public WeightChanges {
    tensors = List.copyOf(tensors);
    unmatched = List.copyOf(unmatched);
  }

  /**
   * Compares two checkpoints. Their files are read piece by piece by several threads; the sums do
   * not depend on how many there are. Every byte of what is compared is checked.
   *
   * @throws dev.cairn.store.DamagedCheckpointException if one of them is damaged
   * @throws IllegalArgumentException if one of them holds no weights
   */
  public static WeightChanges between(Checkpoint left, Checkpoint right) throws IOException {
    try (CheckpointReader before = left.open();
        CheckpointReader after = right.open()) {
      return of(left, Weights.streamed(left, before), right, Weights.streamed(right, after));
    }
  }

  private static WeightChanges of(
      Checkpoint left,
      Map<String, NamedTensor> before,
      Checkpoint right,
      Map<String, NamedTensor> after)
      throws IOException {
    List<Unmatched> unmatched = new ArrayList<>();
    List<TensorPair> pairs = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      NamedTensor one = before.get(name);
      NamedTensor other = after.get(name);
      if (one == null || other == null) {
        unmatched.add(
            new Unmatched(name, other == null ? "only in the left" : "only in the right"));
        continue;
      }
      unlike(one, other)
          .ifPresentOrElse(
              reason -> unmatched.add(new Unmatched(name, reason)),
              () -> pairs.add(new TensorPair(one, other)));
    }
    return new WeightChanges(left, right, TensorPair.compare(pairs), unmatched);
  }

  private static Optional<String> unlike(NamedTensor before, NamedTensor after) {
    if (!before.shape().equals(after.shape())) {
      return Optional.of(before.shape() + " and " + after.shape());
    }
    boolean readable = Values.readable(before.dtype()) && Values.readable(after.dtype());
    return readable
        ? Optional.empty()
        : Optional.of(before.dtype() + " and " + after.dtype() + " are not read as numbers");
  }

  /** All that was compared, together. */
  public Change total() {
    return tensors.stream().map(TensorChange::change).reduce(Change.NONE, Change::plus);
  }

  /** The tensors by the norm of their change, the largest first. */
  public List<TensorChange> movers() {
    return tensors.stream()
        .sorted(
            Comparator.comparingDouble((TensorChange tensor) -> tensor.change().norm())
                .reversed()
                .thenComparing(TensorChange::name))
        .toList();
  }

  /** The sums by kind of weight and layer. */
  public SortedMap<Place, Change> places() {
    SortedMap<Place, Change> places = new TreeMap<>();
    tensors.forEach(tensor -> places.merge(Place.of(tensor.name()), tensor.change(), Change::plus));
    return places;
  }
}
