package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LsCommandTest {

  @TempDir private Path temporary;
  private SampleRuns runs;

  @BeforeEach
  void makeRuns() throws IOException {
    runs = new SampleRuns(temporary).with("sft/lr-3e-4", 2.5, 2.25, 2.4).with("dpo", 1.5);
  }

  @Test
  void withoutARunAllRunsAreListedInFoldersToo() {
    Invocation ls = Invocation.of("ls", "--runs", temporary);
    assertThat(ls.exitCode()).isZero();
    assertThat(ls.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "run | state | step | latest | best | checkpoints | size",
            "dpo | finished | 100 | checkpoint-100 | eval_loss 1.500 (100) | 1 | 277 B",
            "sft/lr-3e-4 | finished | 300 | checkpoint-300 | eval_loss 2.250 (200) | 3 | 831 B");
  }

  @Test
  void aRunListsItsCheckpoints() {
    Invocation ls = Invocation.of("ls", "sft/lr-3e-4", "--runs", temporary);
    assertThat(ls.exitCode()).isZero();
    assertThat(ls.out())
        .containsPattern("step +epoch +eval_loss +eval_perplexity +size +saved")
        .containsPattern("200 +2.00 +2.250 +9.488 +277 B +\\d+ s ago +\\* best\n")
        .containsPattern("300 +3.00 +2.400 +11.02 +277 B +\\d+ s ago +latest\n");
  }

  @Test
  void whatCheckpointsShareByHardLinksCountsOnceOnTheDisk() throws IOException {
    assertThat(Invocation.of("ls", "sft/lr-3e-4", "--runs", temporary).out())
        .doesNotContain("on disk");
    Path shared = temporary.resolve("sft/lr-3e-4/checkpoint-300/model.safetensors");
    Files.delete(shared);
    Files.createLink(shared, temporary.resolve("sft/lr-3e-4/checkpoint-200/model.safetensors"));
    assertThat(Invocation.of("ls", "sft/lr-3e-4", "--runs", temporary).out())
        .containsPattern("size +on disk +saved");
    JsonNode array = json(Invocation.of("ls", "sft/lr-3e-4", "--json", "--runs", temporary));
    assertThat(
            array.get(1).get("bytes_on_disk").longValue()
                - array.get(2).get("bytes_on_disk").longValue())
        .isEqualTo(Files.size(shared));
  }

  @Test
  void aRunMayBeNamedByItsPath() {
    assertThat(Invocation.of("ls", temporary.resolve("dpo")).out()).contains("1.500");
  }

  @Test
  void jsonIsOneArrayWithTheCheckpointsOfAllRuns() {
    JsonNode array = json(Invocation.of("ls", "--json", "--runs", temporary));
    assertThat(array.isArray()).isTrue();
    assertThat(array.size()).isEqualTo(4);
    JsonNode best = array.get(2);
    assertThat(best.propertyNames())
        .contains("run", "step", "path", "metrics", "bytes", "best", "latest", "pinned", "valid");
    assertThat(best.get("run").stringValue()).isEqualTo("sft/lr-3e-4");
    assertThat(best.get("step").longValue()).isEqualTo(200);
    assertThat(best.get("path").stringValue())
        .isEqualTo(temporary.resolve("sft/lr-3e-4/checkpoint-200").toString());
    assertThat(best.get("metrics").get("eval_loss").doubleValue()).isEqualTo(2.25);
    assertThat(best.get("bytes").longValue()).isEqualTo(277);
    assertThat(best.get("best").booleanValue()).isTrue();
    assertThat(best.get("latest").booleanValue()).isFalse();
    assertThat(best.get("pinned").booleanValue()).isFalse();
    assertThat(best.get("valid").booleanValue()).isTrue();
  }

  @Test
  void jsonOfARunHoldsOnlyIt() {
    JsonNode array = json(Invocation.of("ls", "dpo", "--json", "--runs", temporary));
    assertThat(array.size()).isEqualTo(1);
    assertThat(array.get(0).get("run").stringValue()).isEqualTo("dpo");
  }

  @Test
  void aNumberThatJsonDoesNotHaveIsNull() throws IOException {
    runs.with("diverged", Double.NaN);
    JsonNode array = json(Invocation.of("ls", "diverged", "--json", "--runs", temporary));
    assertThat(array.get(0).get("metrics").get("eval_loss").isNull()).isTrue();
  }

  @Test
  void aDamagedCheckpointIsMarkedAndSaysWhy() throws IOException {
    Files.delete(temporary.resolve("dpo/checkpoint-100/model.safetensors"));
    Invocation ls = Invocation.of("ls", "dpo", "--runs", temporary);
    assertThat(ls.out())
        .contains("damaged\n")
        .containsPattern("checkpoint-100 is damaged: .*model.safetensors");
    JsonNode array = json(Invocation.of("ls", "dpo", "--json", "--runs", temporary));
    assertThat(array.get(0).get("valid").booleanValue()).isFalse();
    assertThat(array.get(0).get("damage").stringValue()).contains("model.safetensors");
  }

  @Test
  void aRunWhoseProcessWentAwayIsStopped() throws IOException {
    Instant longAgo = Instant.now().minusSeconds(86_400);
    try (CheckpointStore store = runs.open("killed")) {
      store.status(new RunStatus(1, "elsewhere", RunStatus.State.RUNNING, 7, longAgo));
    }
    assertThat(Invocation.of("ls", "--runs", temporary).out())
        .containsPattern("killed +stopped +7");
  }

  @Test
  void aRunThatThisProcessTrainsIsRunning() throws IOException {
    try (CheckpointStore store = runs.open("live")) {
      store.status(RunStatus.of(RunStatus.State.RUNNING, 7));
    }
    assertThat(Invocation.of("ls", "--runs", temporary).out()).containsPattern("live +running +7");
  }

  @Test
  void whereNoRunsAreItSaysSo() {
    Path nowhere = temporary.resolve("nowhere");
    assertThat(Invocation.of("ls", "--runs", nowhere))
        .isEqualTo(new Invocation(0, "no runs in " + nowhere + "\n", ""));
    assertThat(Invocation.of("ls", "--json", "--runs", nowhere).out().strip()).isEqualTo("[ ]");
  }

  @Test
  void anUnknownRunIsAnErrorThatNamesThoseThereAre() {
    assertThat(Invocation.of("ls", "spo", "--runs", temporary))
        .isEqualTo(
            new Invocation(
                2, "", "Error: there is no run spo; " + temporary + " holds dpo, sft/lr-3e-4\n"));
  }

  @Test
  void whatIsInAPipeHasNoControlCharacters() {
    assertThat(Invocation.of("ls", "--runs", temporary).out()).doesNotContain("\u001b", "\r");
  }

  private static JsonNode json(Invocation invocation) {
    assertThat(invocation.exitCode()).isZero();
    return JsonMapper.shared().readTree(invocation.out());
  }
}
