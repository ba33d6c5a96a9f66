package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RetentionPlanTest {

  @Property(tries = 2000)
  void whatGoesIsWhatTheDefinitionSays(
      @ForAll("checkpoints") List<Ranked> checkpoints,
      @ForAll("rules") Set<KeepRule> rules,
      @ForAll @IntRange(max = 8) int maxCheckpoints,
      @ForAll Set<@IntRange(max = 30) Integer> pinned) {
    Set<Long> untouchable = new HashSet<>();
    pinned.forEach(step -> untouchable.add(step.longValue()));
    Retention retention = new Retention(rules, maxCheckpoints);

    List<Long> victims = new RetentionPlan(retention, checkpoints, untouchable).victims();

    assertThat(victims).isEqualTo(naiveVictims(retention, checkpoints, untouchable));
  }

  @Property
  void theUntouchableOnesNeverGo(
      @ForAll("checkpoints") List<Ranked> checkpoints,
      @ForAll("rules") Set<KeepRule> rules,
      @ForAll @IntRange(max = 8) int maxCheckpoints) {
    Set<Long> all = new HashSet<>();
    checkpoints.forEach(checkpoint -> all.add(checkpoint.step()));
    Retention retention = new Retention(rules, maxCheckpoints);
    assertThat(new RetentionPlan(retention, checkpoints, all).victims()).isEmpty();
  }

  /** One checkpoint at a time, by the words of the definition. */
  private static List<Long> naiveVictims(
      Retention retention, List<Ranked> checkpoints, Set<Long> untouchable) {
    List<Long> victims = new ArrayList<>();
    List<Long> kept = new ArrayList<>();
    for (Ranked checkpoint : checkpoints) {
      boolean stays =
          untouchable.contains(checkpoint.step())
              || retention.rules().stream().anyMatch(rule -> keeps(rule, checkpoint, checkpoints));
      (stays ? kept : victims).add(checkpoint.step());
    }
    for (Long oldest : List.copyOf(kept)) {
      boolean tooMany = retention.maxCheckpoints() > 0 && kept.size() > retention.maxCheckpoints();
      if (tooMany && !untouchable.contains(oldest)) {
        kept.remove(oldest);
        victims.add(oldest);
      }
    }
    return victims.stream().sorted().toList();
  }

  private static boolean keeps(KeepRule rule, Ranked checkpoint, List<Ranked> all) {
    if (rule instanceof KeepRule.KeepLast last) {
      return all.stream().filter(other -> other.step() > checkpoint.step()).count() < last.count();
    }
    if (rule instanceof KeepRule.KeepBest best) {
      return checkpoint.score().isPresent()
          && all.stream().filter(other -> beats(other, checkpoint)).count() < best.count();
    }
    if (rule instanceof KeepRule.KeepEvery every) {
      return checkpoint.step() % every.steps() == 0;
    }
    return true;
  }

  private static boolean beats(Ranked other, Ranked checkpoint) {
    if (other.score().isEmpty()) {
      return false;
    }
    double difference = other.score().getAsDouble() - checkpoint.score().getAsDouble();
    return difference > 0 || (difference == 0 && other.step() < checkpoint.step());
  }

  @Provide
  Arbitrary<List<Ranked>> checkpoints() {
    Arbitrary<OptionalDouble> score =
        Arbitraries.integers()
            .between(0, 4)
            .map(value -> value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value));
    return Combinators.combine(Arbitraries.longs().between(0, 30), score)
        .as(Ranked::new)
        .list()
        .ofMaxSize(15)
        .uniqueElements(Ranked::step)
        .map(list -> list.stream().sorted((a, b) -> Long.compare(a.step(), b.step())).toList());
  }

  @Provide
  Arbitrary<Set<KeepRule>> rules() {
    Arbitrary<Integer> count = Arbitraries.integers().between(1, 6);
    Arbitrary<KeepRule> rule =
        Arbitraries.oneOf(
            count.map(KeepRule.KeepLast::new),
            count.map(KeepRule.KeepBest::new),
            count.map(KeepRule.KeepEvery::new),
            Arbitraries.just(new KeepRule.KeepAll()));
    return rule.set().ofMaxSize(3);
  }
}
