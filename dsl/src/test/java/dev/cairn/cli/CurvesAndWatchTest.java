package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurvesAndWatchTest {

  @TempDir private Path temporary;
  private SampleRuns runs;

  @BeforeEach
  void makeRuns() throws IOException {
    runs = new SampleRuns(temporary).with("sft", 2.5, 2.25, 2.4).with("dpo", 1.5);
    try (CheckpointStore store = runs.open("sft")) {
      for (long step = 1; step <= 300; step++) {
        store.metrics().append(step, step / 100.0, Map.of("loss", 2 + 1.0 / step));
      }
    }
  }

  @Test
  void curvesAreDrawnInTheTerminal() {
    Invocation curves = Invocation.of("curves", "sft", "--runs", temporary);
    assertThat(curves.exitCode()).isZero();
    assertThat(curves.out()).contains("loss (nats per token)", "training, smoothed", "best");
  }

  @Test
  void curvesAreWrittenAsAPageAndAsAPicture() throws IOException {
    Path html = temporary.resolve("curves.html");
    Path png = temporary.resolve("curves.png");
    Invocation curves =
        Invocation.of("curves", "sft", "--log", "--html", html, "--png", png, "--runs", temporary);
    assertThat(curves).isEqualTo(new Invocation(0, "Wrote " + html + "\nWrote " + png + "\n", ""));
    assertThat(html).content().startsWith("<!DOCTYPE html>").contains("<svg", "log scale");
    assertThat(Files.readAllBytes(png)).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void metricsAreWrittenForOtherProgramsARowForEachStep() throws IOException {
    try (CheckpointStore store = runs.open("sft")) {
      store.metrics().append(300, 3, Map.of("eval_loss", Double.NaN));
    }
    Path csv = temporary.resolve("metrics.csv");
    Invocation curves = Invocation.of("curves", "sft", "dpo", "--csv", csv, "--runs", temporary);
    assertThat(curves).isEqualTo(new Invocation(0, "Wrote " + csv + "\n", ""));
    assertThat(Files.readAllLines(csv))
        .hasSize(301)
        .startsWith("run,step,epoch,time,eval_loss,loss")
        .anyMatch(line -> line.matches("sft,1,0\\.01,[^,]+Z,,3\\.0"))
        .anyMatch(line -> line.matches("sft,300,3\\.0,[^,]+Z,NaN,2\\.00333.*"));
    assertThat(Invocation.of("curves", "sft", "--json", "--runs", temporary).out())
        .contains("\"run\" : \"sft\"", "\"step\" : 300", "\"eval_loss\" : null");
  }

  @Test
  void aRunWithoutLossesHasNoPicture() {
    Invocation curves =
        Invocation.of("curves", "dpo", "--png", temporary.resolve("a.png"), "--runs", temporary);
    assertThat(curves.exitCode()).isEqualTo(2);
    assertThat(curves.err())
        .isEqualTo("Error: there is nothing to draw in dpo: no loss was logged yet\n");
  }

  @Test
  void anUnknownRunIsNamedBesideThoseThereAre() {
    assertThat(Invocation.of("curves", "sft", "spo", "--runs", temporary).err())
        .isEqualTo("Error: there is no run spo; " + temporary + " holds dpo, sft\n");
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path nowhere = temporary.resolve("nowhere/curves.html");
    assertThat(Invocation.of("curves", "sft", "--html", nowhere, "--runs", temporary))
        .isEqualTo(new Invocation(1, "", "Error: no such file: " + nowhere + "\n"));
  }

  @Test
  void watchingARunThatFinishedShowsItOnce() {
    Invocation watch = Invocation.of("watch", "sft", "--runs", temporary);
    assertThat(watch.exitCode()).isZero();
    assertThat(watch.out()).startsWith("sft finished").contains("training, smoothed");
  }

  @Test
  void watchingARunWhoseProcessIsGoneFailsAndSaysHowToGoOn() throws IOException {
    Instant longAgo = Instant.now().minusSeconds(86_400);
    try (CheckpointStore store = runs.open("sft")) {
      store.status(new RunStatus(1, "elsewhere", RunStatus.State.RUNNING, 310, longAgo));
    }
    Invocation watch = Invocation.of("watch", "sft", "--runs", temporary);
    assertThat(watch.exitCode()).isEqualTo(1);
    assertThat(watch.out())
        .startsWith("sft stopped")
        .contains("is gone", "the same line again goes on from checkpoint-300");
  }
}
