package dev.cairn.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the settings say about the checkpoints that there are. */
final class Standing {
  private final List<Found> valid;
  private final Marks marks;
  private final StoreSettings settings;
  private final Function<Found, Footprint> footprints;

  /**
   * @param found the checkpoints by rising step
   * @param marks where the pointers point now
   * @param footprints asked only where a limit counts bytes
   */
  Standing(
      List<Found> found,
      Marks marks,
      StoreSettings settings,
      Function<Found, Footprint> footprints) {
    this.valid = found.stream().filter(Found::valid).toList();
    this.marks = marks;
    this.settings = settings;
    this.footprints = footprints;
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
    return byStep(plan(Map.of()).victims());
  }

  /** Those that matter now: the latest, the best and the ones to delete. */
  List<Found> concerned() {
    return Stream.of(latest().stream(), best().stream(), victims().stream())
        .flatMap(Function.identity())
        .distinct()
        .toList();
  }

  /**
   * What the rules say.
   *
   * @param alsoKept steps that stay whatever the rules say, with the reason
   */
  RetentionPlan plan(Map<Long, String> alsoKept) {
    Map<Long, String> untouchable = new LinkedHashMap<>(alsoKept);
    untouchable.putAll(untouchable());
    return new RetentionPlan(settings.retention(), ranked(), untouchable);
  }

  /**
   * What can go to make room for a checkpoint, in the order in which it goes: what the rules let go
   * once that is saved, then the oldest of the rest; never the latest, the best and pinned ones.
   */
  List<Found> expendableFor(Ranked coming) {
    List<Ranked> then = new ArrayList<>(ranked());
    then.removeIf(ranked -> ranked.step() == coming.step());
    then.add(coming);
    Map<Long, String> untouchable = new LinkedHashMap<>(untouchable());
    untouchable.put(coming.step(), Layout.LATEST);
    RetentionPlan plan = new RetentionPlan(settings.retention(), then, untouchable);
    List<Found> expendable = new ArrayList<>(byStep(plan.victims()));
    expendable.addAll(byStep(plan.expendable()));
    return expendable;
  }

  private List<Found> byStep(List<Long> steps) {
    Set<Long> wanted = Set.copyOf(steps);
    return valid.stream().filter(found -> wanted.contains(found.step())).toList();
  }

  private List<Ranked> ranked() {
    boolean weighed = settings.retention().maxBytes() > 0;
    return valid.stream()
        .map(
            found ->
                new Ranked(
                    found.step(),
                    found.score(settings.bestBy()),
                    weighed ? footprints.apply(found) : Footprint.NONE))
        .toList();
  }

  private Map<Long, String> untouchable() {
    Optional<Long> latest = latest().map(Found::step);
    Optional<Long> best = best().map(Found::step);
    return valid.stream()
        .filter(found -> !reasons(found, latest, best).isEmpty())
        .collect(Collectors.toMap(Found::step, found -> reasons(found, latest, best)));
  }

  /** What points to a checkpoint, or will once the pointers are moved; empty for nothing. */
  private String reasons(Found found, Optional<Long> latest, Optional<Long> best) {
    List<String> reasons = new ArrayList<>();
    if (marks.isLatest(found.name()) || latest.filter(step -> step == found.step()).isPresent()) {
      reasons.add(Layout.LATEST);
    }
    if (marks.isBest(found.name()) || best.filter(step -> step == found.step()).isPresent()) {
      reasons.add(Layout.BEST);
    }
    if (marks.isPinned(found.name())) {
      reasons.add(
          marks.pins().label(found.name()).map(label -> "pinned: " + label).orElse("pinned"));
    }
    return String.join(", ", reasons);
  }
}
