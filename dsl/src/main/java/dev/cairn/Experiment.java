package dev.cairn;

import dev.cairn.compare.ExperimentPlan;
import dev.cairn.compare.Standings;
import dev.cairn.compare.Trial;
import dev.cairn.display.Curves;
import dev.cairn.display.Leaderboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An experiment: runs in one folder that differ in what is to be compared. What it shows, it reads
 * from that folder, whether its runs trained in this process, in others, or long ago.
 */
public final class Experiment {

  private final String name;
  private final Path directory;
  private final ExperimentPlan plan;
  private final List<Run> runs;

  Experiment(String name, Path directory, ExperimentPlan plan, List<Run> runs) {
    this.name = name;
    this.directory = directory;
    this.plan = plan;
    this.runs = List.copyOf(runs);
  }

  /** The experiment's name: its folder below the directory of runs. */
  public String name() {
    return name;
  }

  /** The experiment's folder. */
  public Path directory() {
    return directory;
  }

  /** Its runs, variant by variant, each with its seeds. */
  public List<Run> runs() {
    return runs;
  }

  /** Its variants, the best first; prints as a table. */
  public Leaderboard leaderboard() {
    return Leaderboard.of(standings());
  }

  /** The losses of all its runs in one chart. */
  public Curves curves() {
    return runs.stream().map(Run::curves).reduce(Curves::with).orElseThrow();
  }

  /**
   * The run with the best value of the best variant.
   *
   * @throws IllegalStateException if no run has a value yet
   */
  public Run best() {
    Trial best =
        standings()
            .best()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no run of the experiment %s has %s yet"
                            .formatted(name, plan.metric().metric())));
    String wanted = name + "/" + best.run();
    return runs.stream().filter(run -> run.name().equals(wanted)).findFirst().orElseThrow();
  }

  private Standings standings() {
    try {
      return Standings.of(directory, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return leaderboard().toString();
  }
}
