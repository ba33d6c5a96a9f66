package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTableTest {

  private static final Terminal TERMINAL = Terminal.plain(100);

  @TempDir private Path runs;
  private LoggedRun run;

  @BeforeEach
  void begin() throws IOException {
    run = new LoggedRun(runs.resolve("sft"));
  }

  @AfterEach
  void close() throws IOException {
    run.close();
  }

  @Test
  void aRunThatTrainsSaysHowFarItIsAndHowFast() throws IOException {
    run.save(100, 2.5).status(LoggedRun.status(RunStatus.State.RUNNING, 300));
    StatusTable status = status();
    assertThat(status.ended()).isFalse();
    assertThat(status.text(TERMINAL))
        .startsWith("sft: running, step 300 of 600 (50%)\n")
        .contains(
            "elapsed      1:00, left 1:00",
            "speed        5.0 it/s, 3,840 tokens/s",
            "memory       1.2 GB",
            "heartbeat    0 s ago, process " + ProcessHandle.current().pid(),
            "best         checkpoint-100 (eval_loss 2.500)");
    assertThat(status.line(TERMINAL))
        .startsWith("sft running ####")
        .endsWith(" 50% [300/600 1:00 < 1:00, 5.0 it/s, 3,840 tokens/s, 1.2 GB]");
    assertThat(status.html()).contains("<progress value=\"300\" max=\"600\"");
  }

  @Test
  void aStepThatWasLoggedAfterTheHeartbeatCounts() throws IOException {
    run.status(LoggedRun.status(RunStatus.State.RUNNING, 300)).log(304, "loss", 2);
    assertThat(status().text(TERMINAL)).contains("step 304 of 600");
  }

  @Test
  void aDeadRunIsSaidToBeDeadWithTheLineThatGoesOn() throws IOException {
    run.save(200, 2.5).status(LoggedRun.dead(210));
    StatusTable status = status();
    assertThat(status.ended()).isTrue();
    assertThat(status.finished()).isFalse();
    assertThat(status.text(TERMINAL))
        .startsWith(
            """
            sft: stopped, step 210 of 600 (35%)
            Its process (1 on elsewhere) is gone, last heard of 2 h ago; train(600) goes on from checkpoint-200
            """);
    assertThat(status.html()).contains("train(600) goes on from checkpoint-200");
  }

  @Test
  void aDeadRunWithoutACheckpointBeginsAgain() throws IOException {
    run.status(LoggedRun.dead(10));
    assertThat(status().text(TERMINAL)).contains("train(600) begins again");
  }

  @Test
  void aFailedRunSaysWhy() throws IOException {
    run.save(200, 2.5)
        .failed("the loss at step 210 is NaN")
        .status(LoggedRun.status(RunStatus.State.FAILED, 210));
    assertThat(status().text(TERMINAL))
        .contains("It failed: the loss at step 210 is NaN; train(600) goes on from checkpoint-200");
  }

  @Test
  void aFinishedRunIsThat() throws IOException {
    run.save(600, 1.5).status(LoggedRun.status(RunStatus.State.FINISHED, 600));
    StatusTable status = status();
    assertThat(status.finished()).isTrue();
    assertThat(status.text(TERMINAL))
        .startsWith("sft: finished, step 600 of 600 (100%)\n  elapsed      1:00\n");
  }

  @Test
  void aStatusWithoutAPaceIsReadToo() throws IOException {
    run.save(600, 1.5).status(RunStatus.of(RunStatus.State.FINISHED, 600));
    assertThat(status().text(TERMINAL)).startsWith("sft: finished, step 600\n");
  }

  @Test
  void whereNothingTrainedThereIsNothingToGoOnWith() throws IOException {
    assertThat(status().text(TERMINAL)).isEqualTo("sft: not trained here, step 0\n");
  }

  private StatusTable status() throws IOException {
    return StatusTable.of(run.directory(), "sft");
  }
}
