package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.optim.Schedule;
import dev.cairn.store.HistoryEntry;
import dev.cairn.store.StoreEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State is a value: a run that was saved and loaded ends in the bytes of one that was not. */
class ResumeTest {

  @TempDir Path runs;
  private TinyRun whole;

  @BeforeEach
  void trainInOneGo() throws IOException {
    whole = run("whole");
    assertThat(whole.train(20)).isEqualTo(Outcome.FINISHED);
  }

  /** With everything on that draws random numbers or counts. */
  private TinyRun run(String name) throws IOException {
    return TinyRun.at(runs.resolve(name))
        .dropout(0.1)
        .accumulate(2)
        .schedule(new Schedule.Cosine(3, 1e-4, OptionalLong.empty()))
        .evaluateEvery(5)
        .bestBy("eval_loss")
        .saveEvery(5);
  }

  @Test
  void twiceTenStepsEndInTheBytesOfTwenty() throws IOException {
    TinyRun resumed = interrupted("resumed", 10);
    assertThat(resumed.train(20)).isEqualTo(Outcome.FINISHED);
    assertThat(started(resumed).step()).isEqualTo(10);
    assertSame(resumed);
  }

  @Test
  void aStopAtAnOddStepSavesItAndChangesNothing() throws IOException {
    TinyRun resumed = interrupted("resumed", 7);
    assertThat(resumed.steps()).containsExactly(5L, 7L);
    assertThat(resumed.events(TrainEvent.Interrupted.class))
        .containsExactly(new TrainEvent.Interrupted(7));
    resumed.train(20);
    assertThat(started(resumed).step()).isEqualTo(7);
    assertSame(resumed);
  }

  @Test
  void aKilledRunGoesOnFromTheNewestCheckpointAndItsLostLinesNoLongerCount() throws IOException {
    TinyRun resumed = interrupted("resumed", 13);
    delete(resumed.directory.resolve("checkpoint-13"));
    resumed.train(20);
    assertThat(started(resumed).step()).isEqualTo(10);
    assertSame(resumed);
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    TinyRun resumed = interrupted("resumed", 15);
    flipLastBit(resumed.file(15, "model.safetensors"));
    resumed.train(20);
    assertThat(started(resumed).step()).isEqualTo(10);
    assertSame(resumed);
  }

  @Test
  void aFallbackNamesFileAndTensorAndMovesTheDamagedOneToTheTrash() throws IOException {
    TinyRun resumed = interrupted("resumed", 15);
    flipLastBit(resumed.file(15, "optimizer.safetensors"));
    resumed.train(20);
    assertThat(resumed.stored(StoreEvent.Skipped.class))
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.path()).isEqualTo(resumed.directory.resolve("checkpoint-15"));
              assertThat(skipped.reason())
                  .startsWith("optimizer.safetensors: tensor transformer.wte.weight.exp_avg_sq");
            });
    assertThat(resumed.directory.resolve("trash/checkpoint-15")).isDirectory();
    assertThat(resumed.read().history())
        .filteredOn(entry -> entry.kind().equals("rewound"))
        .singleElement()
        .extracting(HistoryEntry::details)
        .satisfies(
            details ->
                assertThat(details)
                    .containsEntry("step", 10L)
                    .containsEntry("trashed", List.of("checkpoint-15")));
  }

  @Test
  void whereEveryCheckpointIsDamagedTheRunBeginsAgain() throws IOException {
    TinyRun resumed = interrupted("resumed", 5);
    Files.delete(resumed.file(5, "cairn.json"));
    resumed.train(20);
    assertThat(started(resumed).from()).isEmpty();
    assertSame(resumed);
  }

  @Test
  void aStopBeforeTheFirstStepOfAResumeLosesNothing() throws IOException {
    TinyRun resumed = interrupted("resumed", 10);
    StopRequest stop = new StopRequest();
    stop.request();
    new Trainer(resumed.directory, resumed.settings(), new StartPoint.Newest(), stop, event -> {})
        .train(20);
    assertThat(resumed.steps()).containsExactly(5L, 10L);
    resumed.train(20);
    assertSame(resumed);
  }

  private TinyRun interrupted(String name, long step) throws IOException {
    TinyRun run = run(name).stopAt(step);
    assertThat(run.train(20)).isEqualTo(Outcome.INTERRUPTED);
    return run.stopNowhere();
  }

  private void assertSame(TinyRun resumed) throws IOException {
    resumed.assertSameBytes(whole, 20);
    assertThat(resumed.metrics()).isEqualTo(whole.metrics());
  }

  private static TrainEvent.Started started(TinyRun run) {
    return run.events(TrainEvent.Started.class).get(0);
  }

  private static void flipLastBit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
