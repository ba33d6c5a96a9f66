package dev.cairn.store;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the settings say about the checkpoints that there are. */
final class Standing {
  private final List<Found> valid;
  private final Marks marks;
  private final StoreSettings settings;

  /**
   * @param found the checkpoints by rising step
   * @param marks where the pointers point now
   */
  Standing(List<Found> found, Marks marks, StoreSettings settings) {
    this.valid = found.stream().filter(Found::valid).toList();
    this.marks = marks;
    this.settings = settings;
  }

  /** The newest by step. */
  Optional<Found> latest() {
    return valid.stream().max(Comparator.comparingLong(Found::step));
  }

  /** The best by the metric; while none has it, the one that was best before. */
  Optional<Found> best() {
    return Ranked.best(ranked())
        .flatMap(best -> valid.stream().filter(found -> found.step() == best.step()).findFirst())
        .or(() -> valid.stream().filter(found -> marks.isBest(found.name())).findFirst());
  }

  /** The checkpoints to delete, oldest first. */
  List<Found> victims() {
    RetentionPlan plan = new RetentionPlan(settings.retention(), ranked(), untouchable());
    Set<Long> victims = Set.copyOf(plan.victims());
    return valid.stream().filter(found -> victims.contains(found.step())).toList();
  }

  private List<Ranked> ranked() {
    return valid.stream().map(found -> found.ranked(settings.bestBy())).toList();
  }

  private Set<Long> untouchable() {
    Set<Long> steps =
        valid.stream()
            .filter(found -> marks.isAny(found.name()))
            .map(Found::step)
            .collect(Collectors.toSet());
    latest().ifPresent(latest -> steps.add(latest.step()));
    best().ifPresent(best -> steps.add(best.step()));
    return steps;
  }
}
