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

  /** A span of so many days, as in {@code keepTrash(days(7))}. */
  public static Duration days(long count) {
    return Duration.ofDays(count);
  }

  /** The run of a description that is at hand. */
  public static Run run(String name, RunSpec spec) {
    return Run.of(Session.current(), name, spec);
  }
}
