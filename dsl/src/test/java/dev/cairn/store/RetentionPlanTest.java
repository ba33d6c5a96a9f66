package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {

  @Property(tries = 2000)
  void whatGoesIsWhatTheDefinitionSays(
      @ForAll("checkpoints") List<Ranked> checkpoints,
      @ForAll("rules") Set<KeepRule> rules,
      @ForAll @IntRange(max = 8) int maxCheckpoints,
      @ForAll @IntRange(max = 60) int maxBytes,
      @ForAll Set<@IntRange(max = 30) Integer> pinned) {
    Map<Long, String> untouchable = new HashMap<>();
    pinned.forEach(step -> untouchable.put(step.longValue(), "pinned"));
    Retention retention = new Retention(rules, maxCheckpoints, maxBytes);

    RetentionPlan plan = new RetentionPlan(retention, checkpoints, untouchable);

    assertThat(plan.victims())
        .isEqualTo(naiveVictims(retention, checkpoints, untouchable.keySet()));
    assertThat(checkpoints)
        .allSatisfy(one -> assertThat(plan.why(one.step())).isNotBlank())
        .allSatisfy(
            one ->
                assertThat(plan.stays(one.step())).isEqualTo(!plan.victims().contains(one.step())));
  }

  @Property
  void theUntouchableOnesNeverGo(
      @ForAll("checkpoints") List<Ranked> checkpoints,
      @ForAll("rules") Set<KeepRule> rules,
      @ForAll @IntRange(max = 8) int maxCheckpoints) {
    Map<Long, String> all = new HashMap<>();
    checkpoints.forEach(checkpoint -> all.put(checkpoint.step(), "pinned"));
    Retention retention = new Retention(rules, maxCheckpoints, 1);
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
    for (Long oldest : List.copyOf(kept)) {
      boolean tooMuch = retention.maxBytes() > 0 && bytes(checkpoints, kept) > retention.maxBytes();
      if (tooMuch && !untouchable.contains(oldest)) {
        kept.remove(oldest);
        victims.add(oldest);
      }
    }
    return victims.stream().sorted().toList();
  }

  /** What these take together, files that they share counted once. */
  private static long bytes(List<Ranked> checkpoints, List<Long> steps) {
    Map<Object, Long> files = new HashMap<>();
    checkpoints.stream()
        .filter(checkpoint -> steps.contains(checkpoint.step()))
        .forEach(checkpoint -> files.putAll(checkpoint.footprint().files()));
    return files.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void aPlanSaysWhyEachStaysOrGoes() {
    Retention retention =
        new Retention(Set.of(new KeepRule.KeepLast(3), new KeepRule.KeepEvery(4)), 3);
    List<Ranked> checkpoints =
        LongStream.rangeClosed(1, 8)
            .mapToObj(
                step -> new Ranked(step, Instant.EPOCH, OptionalDouble.empty(), Footprint.NONE))
            .toList();
    RetentionPlan plan = new RetentionPlan(retention, checkpoints, Map.of(8L, "latest"));
    assertThat(LongStream.rangeClosed(3, 8).mapToObj(plan::why))
        .containsExactly(
            "no rule keeps it",
            "over maxCheckpoints(3)",
            "no rule keeps it",
            "keepLast(3)",
            "keepLast(3)",
            "latest");
  }

  private static boolean keeps(KeepRule rule, Ranked checkpoint, List<Ranked> all) {
    if (rule instanceof KeepRule.KeepLast last) {
      return all.stream().filter(other -> other.step() > checkpoint.step()).count() < last.count();
    }
    if (rule instanceof KeepRule.KeepBest best) {
      return checkpoint.score().isPresent()
          && all.stream().filter(other -> beats(other, checkpoint)).count() < best.count();
    }
    if (rule instanceof KeepRule.KeepYoung young) {
      Instant oldest = checkpoint.saved().plus(young.age());
      return all.stream().noneMatch(other -> other.saved().isAfter(oldest));
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
    // Two of six files have to be shared now and then.
    Arbitrary<Footprint> footprint =
        Arbitraries.integers()
            .between(1, 6)
            .set()
            .ofMaxSize(3)
            .map(
                files ->
                    new Footprint(
                        files.stream().collect(Collectors.toMap(file -> file, file -> file * 4L)),
                        files.stream().mapToLong(file -> file * 4L).sum()));
    Arbitrary<Instant> saved = Arbitraries.longs().between(0, 9).map(Instant::ofEpochSecond);
    return Combinators.combine(Arbitraries.longs().between(0, 30), saved, score, footprint)
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
            count.map(Duration::ofSeconds).map(KeepRule.KeepYoung::new),
            Arbitraries.just(new KeepRule.KeepAll()));
    return rule.set().ofMaxSize(3);
  }
}
