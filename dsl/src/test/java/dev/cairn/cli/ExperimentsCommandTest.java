package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.compare.ExperimentPlan;
import dev.cairn.compare.Variant;
import dev.cairn.store.BestBy;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunStatus;
import dev.cairn.store.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExperimentsCommandTest {

  @TempDir private Path temporary;

  @BeforeEach
  void makeAnExperiment() throws IOException {
    SampleRuns runs =
        new SampleRuns(temporary)
            .with("sweep/lr-1e-3/seed-1", 2.5, 2.0)
            .with("sweep/lr-1e-3/seed-2", 2.5, 2.2)
            .with("sweep/lr-3e-4/seed-1", 1.5, 1.6);
    try (CheckpointStore store = runs.open("sweep/lr-3e-4/seed-2")) {
      store.record("failed", Map.of("step", 7, "reason", "the loss is NaN"));
      store.status(RunStatus.of(RunStatus.State.FAILED, 7));
    }
    new ExperimentPlan(
            List.of(
                new Variant("lr-1e-3", Map.of("optimizer.adamW.lr", "1e-3")),
                new Variant("lr-3e-4", Map.of("optimizer.adamW.lr", "3e-4")),
                new Variant("lr-1e-4", Map.of("optimizer.adamW.lr", "1e-4"))),
            List.of(1L, 2L),
            200,
            BestBy.of("eval_loss"))
        .write(temporary.resolve("sweep"), Storage.LOCAL);
  }

  private Invocation experiments(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "experiments";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--runs";
    all[arguments.length + 2] = temporary;
    return Invocation.of(all);
  }

  @Test
  void theBestVariantComesFirstAndAFailureIsToldWithItsReason() {
    Invocation shown = experiments("sweep");
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "sweep: 3 of 6 runs done, 200 steps each",
            "# | variant | eval_loss | sd | n | best | state",
            "1 | lr-3e-4 | 1.500 | 1 | 100, seed-1 | 1 failed",
            "2 | lr-1e-3 | 2.100 | 0.1414 | 2 | 200, seed-1 | done",
            " | lr-1e-4 | 2 waiting",
            "sweep/lr-3e-4/seed-2 failed: the loss is NaN");
  }

  @Test
  void withoutANameAllAreListed() {
    assertThat(experiments().out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "experiment | done | runs | failed | best | by",
            "sweep | 3 | 6 | 1 | lr-3e-4 | eval_loss 1.500");
  }

  @Test
  void jsonHoldsEachRun() {
    JsonNode json = JsonMapper.shared().readTree(experiments("sweep", "--json").out());
    JsonNode second = json.get("variants").get(1);
    assertThat(second.get("mean").doubleValue()).isEqualTo(2.1);
    assertThat(second.get("settings").get("optimizer.adamW.lr").stringValue()).isEqualTo("1e-3");
    assertThat(second.get("runs").get(0).get("run").stringValue())
        .isEqualTo("sweep/lr-1e-3/seed-1");
    assertThat(second.get("runs").get(0).get("state").stringValue()).isEqualTo("done");
    JsonNode failed = json.get("variants").get(0).get("runs").get(1);
    assertThat(failed.get("reason").stringValue()).isEqualTo("the loss is NaN");
  }

  @Test
  void csvHasALineForEachRunAndAColumnForEachAxis() throws IOException {
    Path csv = temporary.resolve("sweep.csv");
    assertThat(experiments("sweep", "--csv", csv).exitCode()).isZero();
    assertThat(Files.readAllLines(csv))
        .hasSize(7)
        .startsWith(
            "run,variant,optimizer.adamW.lr,state,step,eval_loss,best_step,seconds",
            "sweep/lr-3e-4/seed-1,lr-3e-4,3e-4,done,200,1.5,100,0");
  }

  @Test
  void aPageHoldsTheTable() throws IOException {
    Path page = temporary.resolve("sweep.html");
    assertThat(experiments("sweep", "--html", page).exitCode()).isZero();
    assertThat(Files.readString(page)).contains("<td", "lr-3e-4", "the loss is NaN");
  }

  @Test
  void whatIsNotThereOrCannotBeReadIsOneLine() throws IOException {
    assertThat(experiments("sweeep"))
        .isEqualTo(
            new Invocation(
                2, "", "Error: there is no experiment sweeep; " + temporary + " holds sweep\n"));
    Path file = Files.writeString(temporary.resolve("sweep/experiment.json"), "{\"format\": 9}");
    assertThat(experiments("sweep"))
        .isEqualTo(
            new Invocation(
                1,
                "",
                "Error: "
                    + file
                    + " is not what an experiment writes; run the experiment's script to write it"
                    + " anew\n"));
  }
}
