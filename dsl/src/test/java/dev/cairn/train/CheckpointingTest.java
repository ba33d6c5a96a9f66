package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.optim.Schedule;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.KeepRule;
import dev.cairn.store.RunStatus;
import dev.cairn.store.StoreEvent;
import dev.cairn.store.UnknownMetricException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointingTest {

  /** After ten good steps, one that throws every parameter far away. */
  private static final Schedule EXPLODING = new Schedule.Linear(10, 1e10, OptionalLong.of(11));

  @TempDir Path runs;
  private TinyRun run;

  @BeforeEach
  void describe() throws IOException {
    run = TinyRun.at(runs.resolve("run"));
  }

  @Test
  void sixHundredStepsLeaveTheLastThreeAndTheBest() throws IOException {
    run.saveEvery(100).keep(new KeepRule.KeepLast(3)).bestBy("eval_loss").train(600);
    long best = run.read().best().orElseThrow().step();
    List<Long> kept = new ArrayList<>(List.of(400L, 500L, 600L));
    if (best < 400) {
      kept.add(0, best);
    }
    assertThat(run.steps()).isEqualTo(kept);
    assertThat(run.read().latest()).map(Checkpoint::step).contains(600L);
    assertThat(run.stored(StoreEvent.Deleting.class)).isNotEmpty();
  }

  @Test
  void theBestIsTheOneWithTheLowestLossOfAll() throws IOException {
    run.rate(0.1).saveEvery(5).bestBy("eval_loss").train(60);
    List<Checkpoint> checkpoints = run.read().checkpoints();
    double lowest = checkpoints.stream().mapToDouble(CheckpointingTest::loss).min().orElseThrow();
    assertThat(run.read().best()).map(CheckpointingTest::loss).contains(lowest);
  }

  private static double loss(Checkpoint checkpoint) {
    return checkpoint.metrics().getOrDefault("eval_loss", Double.NaN);
  }

  @Test
  void aSaveByStepsBetweenEvaluationsIsEvaluatedFirst() throws IOException {
    run.evaluateEvery(4).saveEvery(3).bestBy("eval_loss").train(6);
    assertThat(run.events(TrainEvent.Evaluated.class))
        .extracting(TrainEvent.Evaluated::step)
        .containsExactly(0L, 3L, 4L, 6L);
    assertThat(run.read().checkpoints())
        .allSatisfy(checkpoint -> assertThat(checkpoint.metrics()).containsKey("eval_loss"));
  }

  @Test
  void withoutBestByASaveRunsNoEvaluation() throws IOException {
    run.saveEvery(3).train(6);
    assertThat(run.events(TrainEvent.Evaluated.class))
        .extracting(TrainEvent.Evaluated::step)
        .containsExactly(6L);
  }

  @Test
  void aSaveByTheClockRunsNoEvaluationAndIsNoCandidateForBest() throws IOException {
    run.save(new SaveTrigger.EveryDuration(Duration.ofNanos(1)))
        .evaluateEvery(4)
        .bestBy("eval_loss")
        .train(6);
    assertThat(run.events(TrainEvent.Evaluated.class))
        .extracting(TrainEvent.Evaluated::step)
        .containsExactly(0L, 4L, 6L);
    assertThat(run.steps()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(run.stored(StoreEvent.NewBest.class))
        .extracting(best -> best.checkpoint().step())
        .containsExactly(6L);
  }

  @Test
  void aSaveByASignalIsNoCandidateForBest() throws IOException {
    run.evaluateEvery(3).saveEvery(5).bestBy("eval_loss").stopAt(3).train(6);
    assertThat(run.steps()).containsExactly(3L);
    assertThat(run.read().best()).isEmpty();
    assertThat(run.read().status()).map(RunStatus::state).contains(RunStatus.State.INTERRUPTED);
  }

  @Test
  void neverSavesNothingNotEvenAtTheEnd() throws IOException {
    assertThat(run.train(6)).isEqualTo(Outcome.FINISHED);
    assertThat(run.steps()).isEmpty();
    assertThat(run.stopAt(3).train(6)).isEqualTo(Outcome.INTERRUPTED);
    assertThat(run.steps()).isEmpty();
  }

  @Test
  void theLastStepIsSavedWhateverTheInterval() throws IOException {
    run.saveEvery(4).train(6);
    assertThat(run.steps()).containsExactly(4L, 6L);
  }

  @Test
  void savingEveryEpochSavesAfterTheLastStepOfEach() throws IOException {
    run.save(new SaveTrigger.EveryEpoch()).batch(8).train(20);
    double perEpoch = 20 / run.read().latest().orElseThrow().epoch();
    assertThat(run.steps())
        .hasSizeGreaterThan(2)
        .endsWith(20L)
        .allSatisfy(step -> assertThat(step == 20 || step % perEpoch == 0).isTrue());
  }

  @Test
  void savingEveryEpochSavesAfterTheStepInWhichItsLastBatchFalls() throws IOException {
    run.save(new SaveTrigger.EveryEpoch()).accumulate(4).train(13);
    // An epoch has 23 batches: the first ends in step 6 (batch 24), the second in 12 (batch 48).
    assertThat(run.steps()).containsExactly(6L, 12L, 13L);
  }

  @Test
  void anUnknownMetricIsAnErrorAtTheFirstEvaluationThatListsThoseThereAre() {
    run.evaluateEvery(5).saveEvery(5).bestBy("eval_accuracy");
    assertThatThrownBy(() -> run.train(10))
        .isInstanceOf(UnknownMetricException.class)
        .hasMessageContainingAll("eval_accuracy", "eval_loss", "eval_perplexity");
    assertThat(run.events(TrainEvent.Stepped.class)).isEmpty();
  }

  @Test
  void bestByWithNothingHeldOutIsAnErrorAtOnce() {
    run.saveEvery(5).bestBy("eval_loss").holdOut(0);
    assertThatThrownBy(() -> run.train(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "checkpoints: bestBy(\"eval_loss\") needs text to evaluate on, and holdOut(0) keeps"
                + " none; write holdOut(0.1) in data, or leave bestBy out");
    assertThat(run.directory).doesNotExist();
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndNamesStepRateAndLastGoodCheckpoint() {
    run.schedule(EXPLODING).saveEvery(5);
    assertThatThrownBy(() -> run.train(20))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContainingAll(
            "step 12: the loss is NaN",
            "learning rate 1.0E10",
            "the last good checkpoint is " + run.directory.resolve("checkpoint-10"));
  }

  @Test
  void aDivergedRunSaysSoInItsHistoryAndStatus() throws IOException {
    run.schedule(EXPLODING).saveEvery(5);
    assertThatThrownBy(() -> run.train(20)).isInstanceOf(TrainingFailedException.class);
    assertThat(run.steps()).containsExactly(5L, 10L);
    assertThat(run.read().status()).map(RunStatus::state).contains(RunStatus.State.FAILED);
    assertThat(run.read().history())
        .last()
        .satisfies(entry -> assertThat(entry.kind()).isEqualTo("failed"));
  }

  @Test
  void aCheckpointWithALossThatIsNotFiniteIsNeitherBestNorGood() throws IOException {
    run.schedule(EXPLODING).saveEvery(1).bestBy("eval_loss");
    assertThatThrownBy(() -> run.train(20))
        .hasMessageContaining(
            "the last good checkpoint is " + run.directory.resolve("checkpoint-10"));
    assertThat(loss(run.read().checkpoint(11).orElseThrow())).isNaN();
    assertThat(run.read().best())
        .map(Checkpoint::step)
        .hasValueSatisfying(best -> assertThat(best).isLessThan(11));
  }

  @Test
  void aDivergedRunWithoutCheckpointsSaysThatThereIsNone() {
    run.rate(1e10).saveEvery(5);
    assertThatThrownBy(() -> run.train(20)).hasMessageContaining("there is no checkpoint yet");
  }
}
