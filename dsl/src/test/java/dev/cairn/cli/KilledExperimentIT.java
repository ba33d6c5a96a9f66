package dev.cairn.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.compare.Standings;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment killed in the middle of its second run is finished by the same line. */
class KilledExperimentIT {

  @TempDir Path folder;

  @Test
  void anExperimentThatWasKilledEndsWithTheLeaderboardOfOneThatWasLeftAlone() throws Exception {
    Path alone = folder.resolve("alone");
    finish(alone);

    Path killed = folder.resolve("killed");
    Path log = folder.resolve("kill.log");
    Process process = start(killed, log);
    RunDirectory second = RunDirectory.at(killed.resolve("lr-sweep/lr-4e-3/seed-2"));
    while (second.latest().isEmpty()) {
      assertThat(process.waitFor(5, MILLISECONDS)).as(Files.readString(log)).isFalse();
    }
    process.destroyForcibly().waitFor();
    assertThat(killed.resolve("lr-sweep/lr-1e-3")).doesNotExist();

    assertThat(finish(killed)).contains("lr-4e-3/seed-1 is at step 40 already", "from checkpoint-");
    assertThat(values(killed)).isEqualTo(values(alone)).hasSize(2);
  }

  /** What the leaderboard says, but for times. */
  private static List<String> values(Path runs) throws IOException {
    Standings standings = Standings.of(runs.resolve("lr-sweep"), "lr-sweep");
    return standings.rows().stream()
        .map(
            row ->
                "%s %s %s %s %s"
                    .formatted(
                        row.variant().name(),
                        row.mean(),
                        row.spread(),
                        row.count(),
                        standings.best(row).map(best -> best.run() + best.best())))
        .toList();
  }

  private String finish(Path runs) throws Exception {
    Path log = runs.resolveSibling(runs.getFileName() + "-finish.log");
    Process process = start(runs, log);
    assertThat(process.waitFor(5, MINUTES)).isTrue();
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static Process start(Path runs, Path log) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("run", "examples/lr-sweep.cairn.kts", "--runs", runs.toString()));
    arguments.addAll(List.of("--steps", "40"));
    for (String setting :
        List.of(
            "model.gpt2.layers=1",
            "model.gpt2.width=32",
            "data.batch=4",
            "data.context=32",
            "checkpoints.saveEvery=10",
            "evaluation.batches=2")) {
      arguments.addAll(List.of("--set", setting));
    }
    return CairnProcess.start(log, arguments);
  }
}
