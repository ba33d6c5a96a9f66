package dev.cairn.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.compare.Standings;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that was killed is finished by the same line. */
class KilledExperimentIT {

  @TempDir Path folder;

  @Test
  void anExperimentThatWasKilledEndsWithTheLeaderboardOfOneThatWasLeftAlone() throws Exception {
    Path alone = folder.resolve("alone");
    finish(sweep(alone), alone);

    Path killed = folder.resolve("killed");
    RunDirectory second = RunDirectory.at(killed.resolve("lr-sweep/lr-4e-3/seed-2"));
    killWhen(() -> second.latest().isPresent(), sweep(killed));
    assertThat(killed.resolve("lr-sweep/lr-1e-3")).doesNotExist();

    assertThat(finish(sweep(killed), killed))
        .contains("lr-4e-3/seed-1 is at step 40 already", "from checkpoint-");
    assertThat(values(killed, "lr-sweep")).isEqualTo(values(alone, "lr-sweep")).hasSize(2);
  }

  @Test
  void soDoesAHalvingOfRandomVariantsInProcessesOfTheirOwn() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("halved.cairn.kts"),
            """
            experiment("halved") {
              random(4) { "optimizer.adamW.lr" logUniform 1e-4..1e-2 }
              halving(2, 10)
              parallel(2)
              run {
                data { javaSources(); batch(4); context(32) }
                model { gpt2 { layers(1); heads(2); width(32) } }
                optimizer { cosine { warmup(5) } }
                evaluation { batches(2) }
                train(40)
              }
            }
            """);
    Path alone = folder.resolve("alone");
    finish(List.of("run", script.toString(), "--runs", alone.toString()), alone);

    Path killed = folder.resolve("killed");
    List<String> again = List.of("run", script.toString(), "--runs", killed.toString());
    killWhen(() -> models(killed, 20).size() == 1, again);
    finish(again, killed);
    assertThat(values(killed, "halved")).isEqualTo(values(alone, "halved")).hasSize(4);
    assertThat(models(killed, 40)).isEqualTo(models(alone, 40)).hasSize(1);
    assertThat(models(killed, 20)).isEqualTo(models(alone, 20)).hasSize(2);
  }

  /** By the run's name, the sum of the model's bytes at a step. */
  private static Map<String, String> models(Path runs, long step) throws IOException {
    Map<String, String> models = new TreeMap<>();
    for (RunDirectory run : RunDirectory.below(runs)) {
      Optional<Checkpoint> there = run.find("checkpoint-" + step);
      if (there.isPresent()) {
        try (CheckpointReader reader = there.get().open()) {
          models.put(
              runs.relativize(run.path()).toString(),
              String.valueOf(reader.sha256().get("model.safetensors")));
        }
      }
    }
    return models;
  }

  /** What the leaderboard says, but for times. */
  private static List<String> values(Path runs, String experiment) throws IOException {
    Standings standings = Standings.of(runs.resolve(experiment), experiment);
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

  @FunctionalInterface
  private interface Moment {
    boolean hasCome() throws IOException;
  }

  private void killWhen(Moment moment, List<String> arguments) throws Exception {
    Path log = folder.resolve("kill.log");
    Process process = CairnProcess.start(log, arguments);
    while (!moment.hasCome()) {
      assertThat(process.waitFor(5, MILLISECONDS)).as(Files.readString(log)).isFalse();
    }
    process.destroyForcibly().waitFor();
  }

  private static String finish(List<String> arguments, Path runs) throws Exception {
    Path log = runs.resolveSibling(runs.getFileName() + "-finish.log");
    Process process = CairnProcess.start(log, arguments);
    assertThat(process.waitFor(5, MINUTES)).isTrue();
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static List<String> sweep(Path runs) {
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
    return arguments;
  }
}
