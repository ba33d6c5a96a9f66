package dev.cairn.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the settings say about the checkpoints that there are. */
final class Standing {
  private final List<Found> valid;
  private final Marks marks;
  private final StoreSettings settings;
  private final List<Ranked> ranked;
  private final Optional<Found> best;
  private @Nullable List<Found> victims;

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
    this.ranked = ranked(footprints);
    this.best =
        Ranked.best(ranked).map(Ranked::step).or(() -> pointedTo(marks.best())).flatMap(this::at);
  }

  /** The newest by step. */
  Optional<Found> latest() {
    return valid.isEmpty() ? Optional.empty() : Optional.of(valid.get(valid.size() - 1));
  }

  /** The best by the metric; while none has it, the one that was best before. */
  Optional<Found> best() {
    return best;
  }

  /** The checkpoints to delete, oldest first. */
  List<Found> victims() {
    List<Found> known = victims;
    if (known == null) {
      known = byStep(plan(Map.of()).victims());
      victims = known;
    }
    return known;
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
    return new RetentionPlan(settings.retention(), ranked, untouchable);
  }

  /**
   * What can go to make room for a checkpoint, in the order in which it goes: what the rules let go
   * once that is saved, then the oldest of the rest; never the latest, the best and pinned ones.
   */
  List<Found> expendableFor(Ranked coming) {
    List<Ranked> then = new ArrayList<>(ranked);
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

  private List<Ranked> ranked(Function<Found, Footprint> footprints) {
    boolean weighed = settings.retention().maxBytes() > 0;
    return valid.stream()
        .map(
            found ->
                new Ranked(
                    found.step(),
                    found.saved(),
                    found.score(settings.bestBy()),
                    weighed ? footprints.apply(found) : Footprint.NONE))
        .toList();
  }

  /** Why those stay that are pointed to, or will be once the pointers are moved, by step. */
  private Map<Long, String> untouchable() {
    Map<Long, String> reasons = new LinkedHashMap<>();
    Stream.concat(latest().map(Found::step).stream(), pointedTo(marks.latest()).stream())
        .distinct()
        .forEach(step -> add(reasons, step, Layout.LATEST));
    Stream.concat(best.map(Found::step).stream(), pointedTo(marks.best()).stream())
        .distinct()
        .forEach(step -> add(reasons, step, Layout.BEST));
    for (Pins.Pin pin : marks.pins().pins()) {
      String words = pin.label().isEmpty() ? "pinned" : "pinned: " + pin.label();
      pointedTo(Optional.of(pin.checkpoint())).ifPresent(step -> add(reasons, step, words));
    }
    return reasons;
  }

  private static void add(Map<Long, String> reasons, long step, String reason) {
    reasons.merge(step, reason, (one, other) -> one + ", " + other);
  }

  private static Optional<Long> pointedTo(Optional<String> name) {
    return name.flatMap(text -> Layout.step(text).stream().boxed().findFirst());
  }

  private Optional<Found> at(long step) {
    return valid.stream().filter(found -> found.step() == step).findFirst();
  }
}
