package dev.cairn;

import dev.cairn.compare.AxisValue;
import dev.cairn.compare.ExperimentPlan;
import dev.cairn.compare.Halving;
import dev.cairn.compare.Ladder;
import dev.cairn.compare.Variant;
import dev.cairn.compare.Variants;
import dev.cairn.settings.Setting;
import dev.cairn.store.BestBy;
import dev.cairn.store.Storage;
import dev.cairn.train.CheckpointSettings;
import dev.cairn.train.Goal;
import dev.cairn.train.Outcome;
import dev.cairn.train.SettingsChangedException;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes the runs of an experiment from its description, and trains them one after the other. */
final class ExperimentRuns {

  private static final String SEED = "seed";

  /** A run and what it is called in the experiment's folder. */
  private record Member(String name, Run run) {}

  private final Session session;
  private final String name;
  private final ExperimentSpec spec;
  private final Path folder;
  private final long steps;
  private final ExperimentPlan plan;
  private final List<Member> members = new ArrayList<>();

  ExperimentRuns(Session session, String name, ExperimentSpec spec) {
    spec.requireFew(name);
    this.session = session;
    this.name = name;
    this.spec = spec;
    folder = session.runs().resolve(name);
    // In Kotlin the step to reach is written in the block of the run, so that comes first.
    BestBy metric = metric();
    steps = session.steps().orElseGet(() -> spec.steps(name));
    Map<Variant, Consumer<RunSpec>> variants = variants();
    plan =
        new ExperimentPlan(
            List.copyOf(variants.keySet()), spec.seeds(), steps, metric, spec.halving());
    refuseFixedAxes();
    refuseCheckpoint();
    refuseLateRung();
    variants.forEach(this::describe);
  }

  /**
   * Trains what is not done yet. In a session that only describes, it does nothing.
   *
   * @throws IllegalStateException at the end, if some runs failed; the message names them
   */
  Experiment train() {
    Experiment experiment =
        new Experiment(name, folder, plan, members.stream().map(Member::run).toList());
    if (session.describing().isPresent()) {
      return experiment;
    }
    refuseWhatWorkersCannotTrain();
    Map<String, String> failures = new LinkedHashMap<>();
    try {
      plan.write(folder, Storage.LOCAL);
      announce();
      trainAll(failures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!failures.isEmpty()) {
      experiment.toString().lines().forEach(this::say);
      throw new IllegalStateException(failed(failures));
    }
    return experiment;
  }

  private void trainAll(Map<String, String> failures) throws IOException {
    session.warn();
    Leg.Trainers trainers =
        spec.parallel() == 1
            ? this::trainEach
            : new ExperimentWorkers(session.host(), spec.parallel(), this::say);
    boolean fresh = session.start() instanceof StartPoint.Fresh;
    Ladder ladder = fresh ? Ladder.first(plan) : ladder(failures);
    Leg leg = leg(ladder, session.start());
    while (trainers.train(leg, failures) != Outcome.INTERRUPTED && ladder.next() < steps) {
      Ladder after = ladder(failures);
      if (after.next() <= ladder.next()) {
        String why = "it has no %s at step %d".formatted(plan.metric().metric(), after.next());
        after.missing().forEach(run -> failures.putIfAbsent(name + "/" + run, why));
        return;
      }
      tellRung(ladder, after);
      ladder = after;
      leg = leg(ladder, new StartPoint.Newest());
    }
  }

  private Ladder ladder(Map<String, String> failures) throws IOException {
    return Ladder.of(folder, plan, run -> failures.containsKey(name + "/" + run));
  }

  private Leg leg(Ladder ladder, StartPoint start) {
    List<String> climbing =
        ladder.climbing().stream().flatMap(each -> plan.runs(each).stream()).toList();
    List<Run> runs =
        members.stream()
            .filter(member -> climbing.contains(member.name()))
            .map(Member::run)
            .filter(run -> !isPast(ladder, run) || start instanceof StartPoint.Fresh)
            .toList();
    List<Long> rungs = plan.rungs().stream().map(Halving.Rung::step).toList();
    return new Leg(runs, new Goal(steps, ladder.next(), rungs), start);
  }

  /** Whether a run was at a rung before, so that there is nothing to say of it. */
  private boolean isPast(Ladder ladder, Run run) {
    String member = run.name().substring(name.length() + 1);
    return ladder.next() < steps && !ladder.missing().contains(member);
  }

  private void tellRung(Ladder before, Ladder after) {
    String on = after.climbing().stream().map(Variant::name).collect(Collectors.joining(", "));
    say(
        "%s, step %d: %d of %d variants go on to step %d: %s"
            .formatted(
                name,
                before.next(),
                after.climbing().size(),
                before.climbing().size(),
                after.next(),
                on));
  }

  private void announce() {
    say(
        "%s: %d runs to step %d, %d variants%s, best by %s"
            .formatted(
                name,
                members.size(),
                steps,
                plan.variants().size(),
                plan.seeds().isEmpty() ? "" : " with seeds " + plan.seeds(),
                plan.metric().metric()));
    plan.variants().forEach(variant -> say("  " + name + "/" + variant.name()));
    for (Halving.Rung rung : plan.rungs()) {
      say("  from step %d the best %d go on".formatted(rung.step(), rung.keep()));
    }
    if (spec.parallel() > 1) {
      say(
          "  %d at a time, each a process with threads: %d"
              .formatted(spec.parallel(), ExperimentWorkers.threads(spec.parallel())));
    }
  }

  /** Trains one run after the other in this process. */
  private Outcome trainEach(Leg leg, Map<String, String> failures) {
    for (int i = 0; i < leg.runs().size(); i++) {
      Run run = leg.runs().get(i);
      say("%s, %d of %d".formatted(run.name(), i + 1, leg.runs().size()));
      try {
        if (run.train(leg.goal(), leg.start()) == Outcome.INTERRUPTED) {
          return Outcome.INTERRUPTED;
        }
      } catch (SettingsChangedException e) {
        // It concerns them all: the description was changed since the experiment began.
        throw e;
      } catch (RuntimeException e) {
        failures.put(run.name(), String.valueOf(e.getMessage()));
        say("%s failed: %s".formatted(run.name(), e.getMessage()));
      }
    }
    return Outcome.PAUSED;
  }

  private String failed(Map<String, String> failures) {
    List<String> each = new ArrayList<>();
    failures.forEach(
        (run, why) -> each.add("%s (%s)".formatted(run.substring(name.length() + 1), why)));
    return "%s: %d of %d runs failed: %s; the others are done, cairn experiments %s shows them"
        .formatted(name, failures.size(), members.size(), String.join(", ", each), name);
  }

  private void say(String line) {
    session.listener().accept(new TrainEvent.Announced(line));
  }

  private Map<Variant, Consumer<RunSpec>> variants() {
    Map<Variant, Consumer<RunSpec>> variants = new LinkedHashMap<>();
    for (Variant variant : Variants.named(points())) {
      variants.put(variant, run -> SettingPath.set(run, settings(variant)));
    }
    for (ExperimentSpec.Named named : spec.named()) {
      variants.put(new Variant(named.name(), changes(named)), named.changes()::accept);
    }
    return variants;
  }

  /** Those of the grid, then those drawn; where nothing is varied, the common run alone. */
  private List<Map<String, String>> points() {
    Set<Map<String, String>> points = new LinkedHashSet<>();
    if (!spec.axes().isEmpty()) {
      points.addAll(Variants.points(spec.axes()));
    }
    spec.random().ifPresent(search -> points.addAll(search.points()));
    if (points.isEmpty() && spec.named().isEmpty()) {
      points.add(Map.of());
    }
    return List.copyOf(points);
  }

  private static List<Setting> settings(Variant variant) {
    List<Setting> settings = new ArrayList<>();
    variant.settings().forEach((path, value) -> settings.add(Setting.onAxis(path, value)));
    return settings;
  }

  /** What a variant that a block describes changes in the common run. */
  private Map<String, String> changes(ExperimentSpec.Named named) {
    RunSpec base = common(name + "/" + named.name());
    Map<String, Object> before = base.build().byPath();
    named.changes().accept(base);
    Map<String, String> changes = new LinkedHashMap<>();
    base.build()
        .byPath()
        .forEach(
            (path, value) -> {
              if (!Objects.equals(before.get(path), value)) {
                changes.put(path, AxisValue.text(value));
              }
            });
    return changes;
  }

  private RunSpec common(String run) {
    RunSpec described = session.spec(run);
    spec.common().accept(described);
    return described;
  }

  private BestBy metric() {
    Optional<BestBy> ofRun = common(name).build().checkpoints().store().bestBy();
    return spec.metric().or(() -> ofRun).orElseGet(() -> BestBy.of("eval_loss"));
  }

  /** What the command line sets is the same for all runs, so it cannot be an axis. */
  private void refuseFixedAxes() {
    for (Setting fixed : session.commandLine()) {
      boolean seeded = fixed.path().equals(SEED) && !plan.seeds().isEmpty();
      if (seeded || plan.axes().contains(fixed.path())) {
        throw new IllegalArgumentException(
            "--set %s=%s: the experiment %s varies it; change it in the script"
                .formatted(fixed.path(), fixed.value(), name));
      }
    }
  }

  /** A checkpoint is one run's, and an experiment has many. */
  private void refuseCheckpoint() {
    if (session.start() instanceof StartPoint.At at) {
      throw new IllegalArgumentException(
          "--resume %s: that is one run's, and the experiment %s has several; each goes on from its newest without --resume"
              .formatted(at.checkpoint(), name));
    }
  }

  private void refuseLateRung() {
    spec.halving()
        .filter(halving -> halving.from() >= steps)
        .ifPresent(
            halving -> {
              throw new IllegalArgumentException(
                  "halving(%d, %d): the first rung must lie before the last step, %d"
                      .formatted(halving.eta(), halving.from(), steps));
            });
  }

  private void refuseWhatCannotGoOn(CheckpointSettings checkpoints) {
    boolean goesOn = !checkpoints.triggers().isEmpty() && !checkpoints.saving().weightsOnly();
    if (spec.halving().isPresent() && !goesOn) {
      throw new IllegalArgumentException(
          "halving goes on from whole checkpoints; leave never() and weightsOnly() out");
    }
  }

  private void refuseWhatWorkersCannotTrain() {
    if (spec.parallel() == 1) {
      return;
    }
    for (Member member : members) {
      try {
        member.run().order(Goal.of(steps), session.start(), 0);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "parallel(%d): the run %s is described by more than settings, so another process cannot train it; leave parallel out to train it here"
                .formatted(spec.parallel(), member.run().name()),
            e);
      }
    }
  }

  private void describe(Variant variant, Consumer<RunSpec> changes) {
    List<String> names = plan.runs(variant);
    for (int i = 0; i < names.size(); i++) {
      String run = name + "/" + names.get(i);
      RunSpec described = common(run);
      changes.accept(described);
      BestBy best = plan.metric();
      described.checkpoints(c -> c.bestBy(best.metric(), best.direction()));
      if (!plan.seeds().isEmpty()) {
        described.seed(plan.seeds().get(i));
      }
      refuseWhatCannotGoOn(described.build().checkpoints());
      members.add(new Member(names.get(i), Run.of(session, run, described)));
    }
  }
}
