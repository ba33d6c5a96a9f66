package dev.cairn;

import dev.cairn.compare.Comparison;
import dev.cairn.compare.Entrant;
import dev.cairn.compare.EvaluationPlan;
import dev.cairn.compare.Merge;
import dev.cairn.compare.Merging;
import dev.cairn.compare.Selection;
import dev.cairn.compare.WeightChanges;
import dev.cairn.display.ComparisonReport;
import dev.cairn.display.WeightDiff;
import dev.cairn.store.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The way in: describes a run and gives the handle to train it. */
public final class Cairn {

  private Cairn() {}

  /**
   * Describes a run, over what the settings file and the environment say.
   *
   * <pre>{@code
   * var run = Cairn.run("quickstart", r -> r
   *     .data(d -> d.javaSources().batch(12).context(64))
   *     .checkpoints(c -> c.saveEvery(100).keepLast(3).bestBy("eval_loss")));
   * run.train(600);
   * }</pre>
   *
   * @param name the run's directory below the directory of runs; slashes make folders
   */
  public static Run run(String name, Consumer<? super RunSpec> block) {
    RunSpec spec = Session.current().spec(name);
    block.accept(spec);
    return run(name, spec);
  }

  /**
   * Trains the runs of an experiment: those that are done are left alone, one that was interrupted
   * goes on exactly.
   *
   * <pre>{@code
   * var sweep = Cairn.experiment("lr-sweep", e -> e
   *     .grid("optimizer.adamW.lr", 1e-3, 3e-4)
   *     .seeds(1, 2)
   *     .run(r -> r.data(d -> d.javaSources()))
   *     .train(600));
   * System.out.println(sweep.leaderboard());
   * }</pre>
   *
   * @param name the experiment's folder below the directory of runs
   * @throws IllegalStateException at the end, if some runs failed; the message names them
   */
  public static Experiment experiment(String name, Consumer<? super ExperimentSpec> block) {
    ExperimentSpec spec = new ExperimentSpec();
    block.accept(spec);
    return new ExperimentRuns(Session.current(), name, spec).train();
  }

  /**
   * Checkpoints beside each other, with the metrics that they were saved with: {@code
   * compare("quickstart", "sft/*")}.
   *
   * @param words checkpoints, runs (their best) or globs over them
   * @throws IllegalArgumentException if one of them names nothing
   */
  public static ComparisonReport compare(String... words) {
    return comparison(() -> new Comparison(Selection.of(runs(), List.of(words))));
  }

  /** Runs beside each other, each with its best checkpoint, or its latest if none is best. */
  public static ComparisonReport compare(Run... runs) {
    return compare(Stream.of(runs).map(Run::name).toArray(String[]::new));
  }

  /** Checkpoints beside each other: {@code compare(run.at(400), run.best())}. */
  public static ComparisonReport compare(Checkpoint... checkpoints) {
    return comparison(() -> new Comparison(entrants(List.of(checkpoints))));
  }

  /**
   * Evaluates checkpoints one after the other, on the batches that their runs evaluate on and as
   * the block says, and puts them beside each other. What was found out before is taken from {@code
   * evaluations/} in their runs.
   */
  public static ComparisonReport evaluate(
      List<Checkpoint> checkpoints, Consumer<? super EvaluateSpec> block) {
    EvaluateSpec spec = new EvaluateSpec();
    block.accept(spec);
    EvaluationPlan plan = spec.build();
    Comparison comparison = new Comparison(entrants(checkpoints));
    return comparison(
        () -> describes() ? comparison : comparison.evaluated(plan, System.err::println));
  }

  private static List<Entrant> entrants(List<Checkpoint> checkpoints) {
    return checkpoints.stream().map(each -> Selection.named(runs(), each)).toList();
  }

  /** Whether scripts are run only for what they describe, so that nothing may be written. */
  private static boolean describes() {
    return Session.current().describing().isPresent();
  }

  private static Path runs() {
    return Session.current().runs();
  }

  private static ComparisonReport comparison(Reading<Comparison> reading) {
    return wrapping(() -> ComparisonReport.of(reading.read()));
  }

  private static <T> T wrapping(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * What changed in the weights from one checkpoint to another, of the same run or not: {@code
   * Cairn.diff(run.at(100), run.best())}. Prints as a table of the largest movers and a heat map.
   *
   * @throws UncheckedIOException if one of them cannot be read or is damaged
   */
  public static WeightDiff diff(Checkpoint left, Checkpoint right) {
    return wrapping(() -> WeightDiff.of(WeightChanges.between(left, right)));
  }

  /**
   * Merges checkpoints into a run of its own, which opens, generates and can be forked like any
   * other: {@code Cairn.merge("merged/soup", m -> m.average(a, b, c))}.
   *
   * @param name the new run's directory below the directory of runs
   * @return the checkpoint, durable; it holds weights only. In a session that only describes, the
   *     first of those that would be merged
   * @throws IllegalArgumentException if the checkpoints do not fit together, or the run has some
   */
  public static Checkpoint merge(String name, Consumer<? super MergeSpec> block) {
    MergeSpec spec = new MergeSpec();
    block.accept(spec);
    Merge merge = spec.build();
    return describes()
        ? merge.parents().get(0)
        : wrapping(() -> Merging.into(runs().resolve(name), merge));
  }

  /** A span of so many days, as in {@code keepTrash(days(7))}. */
  public static Duration days(long count) {
    return Duration.ofDays(count);
  }

  /** The run of a description that is at hand. */
  public static Run run(String name, RunSpec spec) {
    return Run.of(Session.current(), name, spec);
  }
}
