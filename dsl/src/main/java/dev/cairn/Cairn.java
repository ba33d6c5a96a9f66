package dev.cairn;

import java.time.Duration;
import java.util.function.Consumer;

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

  /** A span of so many days, as in {@code keepTrash(days(7))}. */
  public static Duration days(long count) {
    return Duration.ofDays(count);
  }

  /** The run of a description that is at hand. */
  public static Run run(String name, RunSpec spec) {
    return Run.of(Session.current(), name, spec);
  }
}
