package dev.cairn;

import dev.cairn.compare.Merging;
import dev.cairn.compare.WeightChanges;
import dev.cairn.display.WeightDiff;
import dev.cairn.store.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
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
   * What changed in the weights from one checkpoint to another, of the same run or not: {@code
   * Cairn.diff(run.at(100), run.best())}. Prints as a table of the largest movers and a heat map.
   *
   * @throws UncheckedIOException if one of them cannot be read or is damaged
   */
  public static WeightDiff diff(Checkpoint left, Checkpoint right) {
    try {
      return WeightDiff.of(WeightChanges.between(left, right));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Merges checkpoints into a run of its own, which opens, generates and can be forked like any
   * other: {@code Cairn.merge("merged/soup", m -> m.average(a, b, c))}.
   *
   * @param name the new run's directory below the directory of runs
   * @return the checkpoint, durable; it holds weights only
   * @throws IllegalArgumentException if the checkpoints do not fit together, or the run has some
   */
  public static Checkpoint merge(String name, Consumer<? super MergeSpec> block) {
    MergeSpec spec = new MergeSpec();
    block.accept(spec);
    try {
      return Merging.into(Session.current().runs().resolve(name), spec.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
