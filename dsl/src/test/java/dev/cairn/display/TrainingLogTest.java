package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.StoreEvent;
import dev.cairn.train.Environment;
import dev.cairn.train.SettingChange;
import dev.cairn.train.TrainEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLogTest {

  private static final Environment CPU = new Environment("amd64", "cpu", 2, "0.35.1", "2.7.1");
  private static final Terminal LIVE = new Terminal(80, true, false, false);
  private static final long TARGET = 600;

  @TempDir private Path temporary;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long nanos;

  @Test
  void theBeginningNamesRunStepsParametersAndMachine() {
    log(Terminal.plain(80)).accept(started(Optional.empty(), 0));
    assertThat(printed())
        .isEqualTo(
            """
            Beginning quickstart at step 0 of 600
              824,320 parameters on CPU with 2 threads, libtorch 2.7.1
            """);
  }

  @Test
  void goingOnNamesTheCheckpoint() {
    log(Terminal.plain(80)).accept(started(Optional.of(checkpoint(run(), 300)), 300));
    assertThat(printed())
        .startsWith("Going on with quickstart from checkpoint-300 (step 300 of 600)\n");
  }

  @Test
  void aForkNamesItsParent() {
    Path parent = Path.of("runs/base");
    log(Terminal.plain(80)).accept(started(Optional.of(checkpoint(parent, 300)), 300));
    assertThat(printed())
        .startsWith("Beginning quickstart from runs/base/checkpoint-300 (step 300 of 600)\n");
  }

  @Test
  void aRunThatIsDoneSaysHowToTrainFurther() {
    log(Terminal.plain(80))
        .accept(new TrainEvent.AlreadyDone(run(), checkpoint(run(), 600), TARGET));
    assertThat(printed())
        .isEqualTo(
            "quickstart is at step 600 already (checkpoint-600); nothing to do."
                + " To train further: raise train(600) or use --steps\n");
  }

  @Test
  void elsewhereThanOnATerminalStepsArePlainLinesAtMostOneASecondAndTheLast() {
    TrainingLog log = log(Terminal.plain(80));
    log.accept(started(Optional.empty(), 596));
    bytes.reset();
    for (long step = 596; step <= TARGET; step++) {
      nanos += Duration.ofMillis(400).toNanos();
      log.accept(stepped(step));
    }
    assertThat(printed().lines())
        .containsExactly(
            "step 596/600   99%  loss 2.813  lr 9.8e-04  1,920 tokens/s  0:00 < 0:01",
            "step 599/600   99%  loss 2.813  lr 9.8e-04  1,920 tokens/s  0:01 < 0:00",
            "step 600/600  100%  loss 2.813  lr 9.8e-04  1,920 tokens/s  0:02 < 0:00");
  }

  @Test
  void aPipeGetsNoControlCharacters() {
    TrainingLog log = log(Terminal.plain(80));
    log.accept(started(Optional.empty(), 0));
    log.accept(stepped(1));
    log.accept(new TrainEvent.Notice("2 threads"));
    log.accept(new TrainEvent.Finished(1, false));
    log.close();
    assertThat(printed()).doesNotContain("\r", "\u001b");
  }

  @Test
  void onATerminalTheBarIsDrawnAgainInPlaceAtMostTenTimesASecond() {
    TrainingLog log = log(LIVE);
    log.accept(started(Optional.empty(), 0));
    bytes.reset();
    for (long step = 1; step <= 100; step++) {
      nanos += Duration.ofMillis(10).toNanos();
      log.accept(stepped(step));
    }
    assertThat(printed()).doesNotContain("\n");
    assertThat(printed().chars().filter(c -> c == '\r')).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 120})
  void theBarFitsTheTerminal(int width) {
    TrainingLog log = log(new Terminal(width, true, false, true));
    log.accept(started(Optional.empty(), 0));
    bytes.reset();
    nanos += Duration.ofSeconds(1).toNanos();
    log.accept(stepped(120));
    assertThat(printed().strip()).hasSizeLessThan(width).startsWith("step 120/600");
  }

  @Test
  void theBarShowsStepPercentLossRateAndTimes() {
    TrainingLog log = log(LIVE);
    log.accept(started(Optional.empty(), 0));
    bytes.reset();
    nanos += Duration.ofSeconds(1).toNanos();
    log.accept(stepped(1));
    nanos += Duration.ofSeconds(1).toNanos();
    log.accept(stepped(2));
    assertThat(lastDrawn())
        .isEqualTo("step   2/600  ------------------    0%  loss 2.813  768 tokens/s  0:02 < 9:58");
  }

  @Test
  void linesStandAboveTheBar() {
    TrainingLog log = log(LIVE);
    log.accept(started(Optional.empty(), 0));
    bytes.reset();
    log.accept(stepped(1));
    log.accept(new TrainEvent.Notice("hello"));
    log.accept(stepped(TARGET));
    String[] lines = printed().split("\n", -1);
    assertThat(seen(lines[0])).isEqualTo("Note: hello");
    assertThat(seen(lines[1])).startsWith("step 600/600");
  }

  @Test
  void closingEndsTheLineOfTheBar() {
    TrainingLog log = log(LIVE);
    log.accept(started(Optional.empty(), 0));
    log.accept(stepped(1));
    log.close();
    assertThat(printed()).endsWith("\n");
  }

  @Test
  void anEvaluationSaysWhetherItIsTheBest() {
    TrainingLog log = log(Terminal.plain(80));
    log.accept(started(Optional.empty(), 0));
    bytes.reset();
    log.accept(evaluated(100, 2.81));
    log.accept(evaluated(200, 2.9));
    log.accept(evaluated(300, Double.NaN));
    assertThat(printed())
        .isEqualTo(
            """
            Evaluation at step 100: eval_loss 2.810, eval_perplexity 16.60 (best so far)
            Evaluation at step 200: eval_loss 2.900, eval_perplexity 16.60
            Evaluation at step 300: eval_loss NaN, eval_perplexity 16.60
            """);
  }

  @Test
  void savingAndDeletingAreToldInTheWordsThatUsersKnow() {
    TrainingLog log = log(Terminal.plain(80));
    log.accept(stored(new StoreEvent.Saving(Path.of("runs/quickstart/checkpoint-500"))));
    log.accept(stored(new StoreEvent.Deleting(Path.of("runs/quickstart/checkpoint-200"))));
    assertThat(printed())
        .isEqualTo(
            """
            Saving model checkpoint to runs/quickstart/checkpoint-500
            Deleting older checkpoint [runs/quickstart/checkpoint-200]
            """);
  }

  @Test
  void aSlowSaveSaysWhenItIsDurable() {
    log(Terminal.plain(80))
        .accept(
            stored(
                new StoreEvent.Saved(
                    checkpoint(run(), 500), Duration.ofSeconds(63), 1_200_000_000)));
    assertThat(printed()).isEqualTo("Saved checkpoint-500, 1.2 GB in 1:03\n");
  }

  @Test
  void aDamagedCheckpointPassedOverIsAWarningWithFileAndTensor() {
    String fault = "model.safetensors: tensor wte.weight does not match its CRC32C";
    log(Terminal.plain(80))
        .accept(stored(new StoreEvent.Skipped(Path.of("runs/q/checkpoint-500"), fault)));
    assertThat(printed())
        .isEqualTo(
            "Warning: passing over runs/q/checkpoint-500, which is damaged: " + fault + "\n");
  }

  @Test
  void goingBackNamesWhatMovedToTrash() {
    StoreEvent back =
        new StoreEvent.Rewound(
            Optional.of(checkpoint(run(), 300)),
            List.of(Path.of("trash/checkpoint-400"), Path.of("trash/checkpoint-500")),
            "resumed from checkpoint-300");
    log(Terminal.plain(80)).accept(stored(back));
    assertThat(printed())
        .isEqualTo(
            "Went back to checkpoint-300 (resumed from checkpoint-300);"
                + " moved to trash: checkpoint-400, checkpoint-500\n");
  }

  @Test
  void aFullDiskIsAWarning() {
    log(Terminal.plain(80))
        .accept(
            stored(
                new StoreEvent.SaveFailed(
                    Path.of("runs/q/checkpoint-500"), "no space left on device")));
    assertThat(printed())
        .isEqualTo(
            "Warning: runs/q/checkpoint-500 was not written (no space left on device);"
                + " training goes on without it\n");
  }

  @Test
  void aRunInAFolderIsCalledByBoth() {
    log(Terminal.plain(80))
        .accept(
            new TrainEvent.AlreadyDone(
                temporary.resolve("sft/lr-3e-4"), checkpoint(run(), 600), TARGET));
    assertThat(printed()).startsWith("sft/lr-3e-4 is at step 600 already");
  }

  @Test
  void onATerminalALongLineIsBrokenBetweenWords() {
    log(new Terminal(40, true, false, false))
        .accept(new TrainEvent.Notice("using 2 threads as the checkpoint did, not 4"));
    assertThat(printed()).isEqualTo("Note: using 2 threads as the checkpoint\n    did, not 4\n");
  }

  @Test
  void changedSettingsAreATable() {
    log(Terminal.plain(80))
        .accept(
            new TrainEvent.SettingsChanged(
                List.of(
                    new SettingChange("checkpoints.keepLast", "3", "5"),
                    new SettingChange("train.steps", "600", "1000"))));
    assertThat(printed())
        .isEqualTo(
            """
            Settings changed since the checkpoint:
              setting               before  now
              checkpoints.keepLast  3       5
              train.steps           600     1000
            """);
  }

  @Test
  void theEndTellsStepsTimeRateAndWhereTheCheckpointsAre() {
    TrainingLog log = log(Terminal.plain(80));
    log.accept(started(Optional.empty(), 0));
    nanos += Duration.ofSeconds(92).toNanos();
    log.accept(stepped(TARGET));
    bytes.reset();
    log.accept(new TrainEvent.Finished(TARGET, false));
    assertThat(printed().lines())
        .containsExactly(
            "Done: step 600 in 1:32, 8 tokens/s", "  checkpoints  " + run() + ": none");
  }

  private TrainingLog log(Terminal terminal) {
    return new TrainingLog(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, temporary, () -> nanos);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String lastDrawn() {
    return seen(printed());
  }

  /** What a line shows after its carriage returns. */
  private static String seen(String line) {
    return Arrays.stream(line.split("\r", -1)).reduce("", (before, now) -> now).stripTrailing();
  }

  private Path run() {
    return temporary.resolve("quickstart");
  }

  private TrainEvent.Started started(Optional<Checkpoint> from, long step) {
    return new TrainEvent.Started(run(), from, step, TARGET, 824_320, CPU);
  }

  private static TrainEvent.Stepped stepped(long step) {
    return new TrainEvent.Stepped(step, TARGET, 0.1, 2.8134, 9.8e-4, 1.0, 768);
  }

  private static TrainEvent.Evaluated evaluated(long step, double loss) {
    return new TrainEvent.Evaluated(step, Map.of("eval_loss", loss, "eval_perplexity", 16.6));
  }

  private static TrainEvent.Stored stored(StoreEvent event) {
    return new TrainEvent.Stored(event);
  }

  private static Checkpoint checkpoint(Path run, long step) {
    return new Checkpoint(
        run.resolve("checkpoint-" + step),
        step,
        0.5,
        Map.of(),
        1000,
        Instant.EPOCH,
        false,
        true,
        false,
        Optional.empty());
  }
}
