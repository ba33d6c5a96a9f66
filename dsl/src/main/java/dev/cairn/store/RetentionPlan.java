package dev.cairn.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of the valid checkpoints {@link Retention} lets go, and why the others stay. */
final class RetentionPlan {
  private final Retention retention;
  private final List<Ranked> oldestFirst;
  private final Map<Long, String> untouchable;

  private final List<Named> named;
  private final NavigableSet<Long> kept = new TreeSet<>();

  /** Which limit each that the rules would keep went over, by step. */
  private final Map<Long, String> cut = new HashMap<>();

  /** The steps that a rule keeps. */
  private record Named(String rule, Set<Long> steps) {}

  /**
   * @param checkpoints the valid checkpoints
   * @param untouchable why the steps of the latest, the best and the pinned ones stay
   */
  RetentionPlan(Retention retention, List<Ranked> checkpoints, Map<Long, String> untouchable) {
    this.retention = retention;
    this.oldestFirst = checkpoints.stream().sorted(Comparator.comparingLong(Ranked::step)).toList();
    this.untouchable = untouchable;
    this.named =
        retention.rules().stream()
            .map(rule -> new Named(words(rule), keptBy(rule)))
            .sorted(Comparator.comparing(Named::rule))
            .toList();
    named.forEach(one -> kept.addAll(one.steps()));
    steps().filter(untouchable::containsKey).forEach(kept::add);
    cutByCount();
    cutByBytes();
  }

  /** The steps of the checkpoints to delete, oldest first. */
  List<Long> victims() {
    return steps().filter(step -> !kept.contains(step)).toList();
  }

  /** The steps that only a rule keeps, which a full disk overrules; oldest first. */
  List<Long> expendable() {
    return kept.stream().filter(step -> !untouchable.containsKey(step)).toList();
  }

  boolean stays(long step) {
    return kept.contains(step);
  }

  /** Why a checkpoint stays or goes, in a few words. */
  String why(long step) {
    if (!stays(step)) {
      return cut.getOrDefault(step, "no rule keeps it");
    }
    return Optional.ofNullable(untouchable.get(step))
        .orElseGet(
            () ->
                named.stream()
                    .filter(one -> one.steps().contains(step))
                    .map(Named::rule)
                    .collect(Collectors.joining(", ")));
  }

  private static String words(KeepRule rule) {
    if (rule instanceof KeepRule.KeepLast last) {
      return "keepLast(" + last.count() + ")";
    }
    if (rule instanceof KeepRule.KeepBest best) {
      return "keepBest(" + best.count() + ")";
    }
    if (rule instanceof KeepRule.KeepYoung young) {
      return "not older than " + Quantity.text(young.age());
    }
    return rule instanceof KeepRule.KeepEvery every
        ? "keepEvery(" + every.steps() + ")"
        : "keepAll()";
  }

  private Set<Long> keptBy(KeepRule rule) {
    Stream<Long> steps;
    if (rule instanceof KeepRule.KeepLast last) {
      steps = steps().skip(Math.max(0, oldestFirst.size() - last.count()));
    } else if (rule instanceof KeepRule.KeepBest best) {
      steps = bestFirst().limit(best.count());
    } else if (rule instanceof KeepRule.KeepYoung young) {
      steps = youngerThan(young.age());
    } else if (rule instanceof KeepRule.KeepEvery every) {
      steps = steps().filter(step -> step % every.steps() == 0);
    } else {
      steps = steps();
    }
    return steps.collect(Collectors.toSet());
  }

  private Stream<Long> youngerThan(Duration age) {
    Instant newest =
        oldestFirst.stream().map(Ranked::saved).max(Instant::compareTo).orElse(Instant.EPOCH);
    return oldestFirst.stream()
        .filter(ranked -> Duration.between(ranked.saved(), newest).compareTo(age) <= 0)
        .map(Ranked::step);
  }

  private void cutByCount() {
    int surplus = retention.maxCheckpoints() == 0 ? 0 : kept.size() - retention.maxCheckpoints();
    expendable().stream()
        .limit(Math.max(0, surplus))
        .forEach(step -> cut(step, "maxCheckpoints(" + retention.maxCheckpoints() + ")"));
  }

  private void cutByBytes() {
    if (retention.maxBytes() == 0 || apparentBytes() <= retention.maxBytes()) {
      return;
    }
    Map<Long, Footprint> footprints =
        oldestFirst.stream()
            .filter(ranked -> stays(ranked.step()))
            .collect(Collectors.toMap(Ranked::step, Ranked::footprint));
    Footprint.Total total = new Footprint.Total(List.copyOf(footprints.values()));
    for (long step : expendable()) {
      if (total.bytes() > retention.maxBytes()) {
        total.remove(footprints.getOrDefault(step, Footprint.NONE));
        cut(step, "maxBytes(\"" + Quantity.text(retention.maxBytes()) + "\")");
      }
    }
  }

  /** What those that stay take if they share nothing, which is quickly said. */
  private long apparentBytes() {
    return oldestFirst.stream()
        .filter(ranked -> stays(ranked.step()))
        .mapToLong(ranked -> ranked.footprint().apparentBytes())
        .sum();
  }

  private void cut(long step, String limit) {
    kept.remove(step);
    cut.put(step, "over " + limit);
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
