package dev.cairn.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise itself: the quickstart in its short form, as a process, with dropout and accumulation
 * on, killed again and again and started by the same line each time, ends with the same bytes as a
 * run that was left alone.
 */
class KilledAndRestartedIT {

  private static final int LONGEST_DELAY_MILLIS = 400;
  private static final int PATIENCE_MILLIS = 120_000;

  @TempDir Path folder;

  @Test
  void fiveKillsLeaveTheBytesOfARunThatWasLeftAlone() throws Exception {
    killsLeaveTheSameBytes(5, 300);
  }

  @Test
  @Tag("slow")
  void fiftyKillsLeaveTheBytesOfARunThatWasLeftAlone() throws Exception {
    killsLeaveTheSameBytes(50, 3000);
  }

  private void killsLeaveTheSameBytes(int kills, int steps) throws Exception {
    Path alone = folder.resolve("alone");
    finish(alone, steps);

    Path killed = folder.resolve("killed");
    Random random = new Random(kills);
    long resumedFrom = 0;
    for (int kill = 1; kill <= kills; kill++) {
      Path log = folder.resolve("kill-" + kill + ".log");
      Process process = start(killed, steps, log);
      awaitCheckpointAfter(resumedFrom, killed, process, log);
      boolean ended = process.waitFor(random.nextInt(LONGEST_DELAY_MILLIS), MILLISECONDS);
      assertThat(ended).as("training ended before kill " + kill).isFalse();
      process.destroyForcibly().waitFor();
      assertResumed(log, resumedFrom);
      resumedFrom = newest(killed);
    }
    assertResumed(finish(killed, steps), resumedFrom);

    Checkpoint end = run(killed).checkpoint(steps).orElseThrow();
    Checkpoint expected = run(alone).checkpoint(steps).orElseThrow();
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      assertThat(end.path().resolve(file)).hasSameBinaryContentAs(expected.path().resolve(file));
    }
    assertThat(metrics(killed)).isEqualTo(metrics(alone));
  }

  private Path finish(Path runs, int steps) throws Exception {
    Path log = runs.resolveSibling(runs.getFileName() + "-finish.log");
    Process process = start(runs, steps, log);
    assertThat(process.waitFor(10, MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> text(log)).isZero();
    return log;
  }

  private static Process start(Path runs, int steps, Path log) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("run", "examples/quickstart.cairn.kts", "--runs", runs.toString()));
    arguments.addAll(List.of("--steps", Integer.toString(steps)));
    for (String setting :
        List.of(
            "model.gpt2.layers=2",
            "model.gpt2.width=32",
            "model.gpt2.dropout=0.1",
            "optimizer.accumulate=2",
            "data.batch=4",
            "data.context=32",
            "checkpoints.saveEvery=10",
            "evaluation.batches=2")) {
      arguments.addAll(List.of("--set", setting));
    }
    return CairnProcess.start(log, arguments);
  }

  private static void awaitCheckpointAfter(long step, Path runs, Process process, Path log)
      throws Exception {
    long deadline = System.nanoTime() + MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (newest(runs) <= step) {
      boolean gone = process.waitFor(5, MILLISECONDS);
      assertThat(gone || System.nanoTime() > deadline).as(() -> text(log)).isFalse();
    }
  }

  /** Read as a stranger would: another process may be saving at this very moment. */
  private static long newest(Path runs) throws IOException {
    return run(runs).latest().map(Checkpoint::step).orElse(0L);
  }

  private static void assertResumed(Path log, long step) {
    assertThat(text(log)).contains(step == 0 ? "step 0 of" : "from checkpoint-" + step + " ");
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The lines that count, without what depends on the clock. */
  private static List<String> metrics(Path runs) throws IOException {
    return run(runs).metrics().stream()
        .map(
            line -> line.step() + " " + line.epoch() + " " + new java.util.TreeMap<>(line.values()))
        .toList();
  }

  private static RunDirectory run(Path runs) {
    return RunDirectory.at(runs.resolve("quickstart"));
  }
}
