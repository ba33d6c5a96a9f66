package dev.cairn.store;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of the valid checkpoints {@link Retention} lets go. */
final class RetentionPlan {
  private final Retention retention;
  private final List<Ranked> oldestFirst;
  private final Set<Long> untouchable;

  /**
   * @param checkpoints the valid checkpoints
   * @param untouchable the steps of the latest, the best and the pinned ones
   */
  RetentionPlan(Retention retention, List<Ranked> checkpoints, Set<Long> untouchable) {
    this.retention = retention;
    this.oldestFirst = checkpoints.stream().sorted(Comparator.comparingLong(Ranked::step)).toList();
    this.untouchable = untouchable;
  }

  /** The steps of the checkpoints to delete, oldest first. */
  List<Long> victims() {
    Set<Long> kept = limited(keptByRules());
    return steps().filter(step -> !kept.contains(step)).toList();
  }

  private Set<Long> keptByRules() {
    Set<Long> kept = new LinkedHashSet<>();
    Set<Long> named = new HashSet<>(untouchable);
    retention.rules().forEach(rule -> named.addAll(keptBy(rule)));
    steps().filter(named::contains).forEach(kept::add);
    return kept;
  }

  private Set<Long> keptBy(KeepRule rule) {
    Stream<Long> kept;
    if (rule instanceof KeepRule.KeepLast last) {
      kept = steps().skip(Math.max(0, oldestFirst.size() - last.count()));
    } else if (rule instanceof KeepRule.KeepBest best) {
      kept = bestFirst().limit(best.count());
    } else if (rule instanceof KeepRule.KeepEvery every) {
      kept = steps().filter(step -> step % every.steps() == 0);
    } else {
      kept = steps();
    }
    return kept.collect(Collectors.toSet());
  }

  private Set<Long> limited(Set<Long> kept) {
    if (retention.maxCheckpoints() == 0) {
      return kept;
    }
    int surplus = kept.size() - retention.maxCheckpoints();
    Set<Long> cut =
        kept.stream()
            .filter(step -> !untouchable.contains(step))
            .limit(Math.max(0, surplus))
            .collect(Collectors.toSet());
    kept.removeAll(cut);
    return kept;
  }

  private Stream<Long> steps() {
    return oldestFirst.stream().map(Ranked::step);
  }

  private Stream<Long> bestFirst() {
    return oldestFirst.stream()
        .filter(ranked -> ranked.score().isPresent())
        .sorted(Ranked.BEST_FIRST)
        .map(Ranked::step);
  }
}
