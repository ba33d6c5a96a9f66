package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.Libtorch;
import dev.cairn.optim.Schedule;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.HistoryEntry;
import dev.cairn.store.StoreSettings;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsOnResumeTest {

  private static final Schedule COSINE = new Schedule.Cosine(0, 0, OptionalLong.empty());

  @TempDir Path runs;
  private TinyRun run;

  @BeforeEach
  void describe() throws IOException {
    run = TinyRun.at(runs.resolve("parent")).saveEvery(5);
  }

  @Test
  void aTargetThatWasReachedIsNotTrainedAgain() throws IOException {
    run.train(10);
    assertThat(run.train(10)).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(run.train(5)).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(run.events(TrainEvent.AlreadyDone.class))
        .singleElement()
        .extracting(done -> done.latest().step())
        .isEqualTo(10L);
    assertThat(run.events(TrainEvent.Started.class)).isEmpty();
  }

  @Test
  void whatTrainingDidNotSaveIsNotGoneOnFromAndTheErrorNamesTheWayOut() throws IOException {
    Path directory = run.read().path();
    try (CheckpointStore store =
        CheckpointStore.open(directory, StoreSettings.keepingAll(), event -> {})) {
      store.save(List.of(MemoryTensor.floats("a", Shape.of(1), 1)), Map.of(), 5, 0);
    }
    assertThatThrownBy(() -> run.train(10))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            directory.resolve("checkpoint-5")
                + " holds no training_args.json, so training cannot go on from it;"
                + " give the run another name, or begin again with --fresh");
  }

  @Test
  void harmlessChangesGoOnAndAreShown() throws IOException {
    run.train(10);
    run.saveEvery(2).evaluateEvery(3).train(14);
    assertThat(run.events(TrainEvent.SettingsChanged.class))
        .singleElement()
        .extracting(TrainEvent.SettingsChanged::changes)
        .isEqualTo(
            List.of(
                new SettingChange("checkpoints.saveEvery", "5", "2"),
                new SettingChange("evaluation.every", "unset", "3"),
                new SettingChange("train.steps", "10", "14")));
    assertThat(run.steps()).containsExactly(5L, 10L, 12L, 14L);
  }

  @Test
  void unchangedSettingsAreNotMentioned() throws IOException {
    run.stopAt(5).train(10);
    run.stopNowhere().train(10);
    assertThat(run.events(TrainEvent.SettingsChanged.class)).isEmpty();
    assertThat(run.events(TrainEvent.Notice.class)).isEmpty();
  }

  @Test
  void aChangeThatDecidesWhatIsLearntIsAnErrorWithOldAndNew() throws IOException {
    run.train(10);
    assertThatThrownBy(() -> run.rate(0.5).train(20))
        .isInstanceOfSatisfying(
            SettingsChangedException.class,
            changed ->
                assertThat(changed.changes())
                    .containsExactly(new SettingChange("optimizer.adamW.lr", "0.01", "0.5")))
        .hasMessageContainingAll("checkpoint-10", "fork(\"new-name\")", "--fresh");
    assertThat(run.steps()).containsExactly(5L, 10L);
  }

  @Test
  void aChangeIsAnErrorEvenWhereTheTargetWasReached() throws IOException {
    run.train(10);
    assertThatThrownBy(() -> run.batch(4).train(10)).isInstanceOf(SettingsChangedException.class);
  }

  @Test
  void extendingARunSaysWhatThatDoesToTheLearningRate() throws IOException {
    run.schedule(COSINE).train(20);
    run.train(40);
    assertThat(run.events(TrainEvent.Notice.class))
        .extracting(TrainEvent.Notice::message)
        .containsExactly(
            "the cosine's horizon moves from step 20 to 40:"
                + " the learning rate at step 21 is 0.00461 instead of 0.00");
  }

  @Test
  void aGivenHorizonAndAConstantRateAreNotChangedByExtending() throws IOException {
    run.train(10);
    run.train(12);
    assertThat(run.events(TrainEvent.Notice.class)).isEmpty();
    TinyRun given =
        TinyRun.at(runs.resolve("given"))
            .saveEvery(5)
            .schedule(new Schedule.Linear(0, 0, OptionalLong.of(30)));
    given.train(10);
    given.train(12);
    assertThat(given.events(TrainEvent.Notice.class)).isEmpty();
  }

  @Test
  void anotherTextIsAnErrorThatNamesTheWayOut() throws IOException {
    run.train(5);
    run.write("while (i-- > 0) sum += i * i;\n".repeat(15));
    assertThatThrownBy(() -> run.train(10))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContainingAll("checkpoint-5", "fork(\"new-name\")");
    assertThat(run.steps()).containsExactly(5L);
  }

  @Test
  void theThreadCountOfTheCheckpointIsRestored() throws IOException {
    int before = Libtorch.threads();
    try {
      Libtorch.threads(1);
      run.train(5);
      Libtorch.threads(2);
      run.train(10);
      assertThat(Libtorch.threads()).isEqualTo(1);
      assertThat(run.events(TrainEvent.Notice.class))
          .contains(new TrainEvent.Notice("using 1 threads as the checkpoint did, not 2"));
    } finally {
      Libtorch.threads(before);
    }
  }

  @Test
  void goingBackToACheckpointMovesNewerOnesToTheTrash() throws IOException {
    run.train(15);
    run.train(20, new StartPoint.At(run.directory.resolve("checkpoint-5")));
    assertThat(run.events(TrainEvent.Started.class).get(0).step()).isEqualTo(5);
    assertThat(run.directory.resolve("trash/checkpoint-10")).isDirectory();
    assertThat(run.directory.resolve("trash/checkpoint-15")).isDirectory();
    assertThat(run.steps()).containsExactly(5L, 10L, 15L, 20L);
    assertThat(run.read().history())
        .extracting(HistoryEntry::kind)
        .containsSubsequence("saved", "rewound", "resumed", "saved");
  }

  @Test
  void aCheckpointThatIsNotThereIsAnErrorThatListsThoseThatAre() throws IOException {
    run.train(10);
    assertThatThrownBy(
            () -> run.train(20, new StartPoint.At(run.directory.resolve("checkpoint-7"))))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContainingAll("checkpoint-7", "checkpoint-5, checkpoint-10");
  }

  @Test
  void aFreshStartMovesEverythingToTheTrash() throws IOException {
    run.train(10);
    run.train(5, new StartPoint.Fresh());
    assertThat(run.events(TrainEvent.Started.class).get(0).from()).isEmpty();
    assertThat(run.steps()).containsExactly(5L);
    assertThat(run.directory.resolve("trash/checkpoint-10")).isDirectory();
  }

  @Test
  void aForkGoesOnAtTheParentsStepWithSettingsOfItsOwn() throws IOException {
    run.train(5);
    TinyRun fork = fork();
    fork.train(10, forkPoint());
    assertThat(fork.events(TrainEvent.Started.class).get(0).step()).isEqualTo(5);
    assertThat(fork.steps()).containsExactly(10L);
    assertThat(run.steps()).containsExactly(5L);
    assertThat(fork.read().history()).first().extracting(HistoryEntry::kind).isEqualTo("forked");
  }

  @Test
  void everyCheckpointOfAForkRecordsItsParent() throws IOException {
    run.train(5);
    TinyRun fork = fork();
    fork.train(10, forkPoint());
    fork.train(15, forkPoint());
    assertThat(fork.events(TrainEvent.Started.class).get(0).step()).isEqualTo(10);
    assertThat(parent(fork, 10)).isEqualTo("parent/checkpoint-5");
    assertThat(parent(fork, 15)).isEqualTo("parent/checkpoint-5");
  }

  private TinyRun fork() throws IOException {
    return TinyRun.at(runs.resolve("fork")).rate(3e-3).saveEvery(5);
  }

  private StartPoint forkPoint() {
    return new StartPoint.Fork(run.directory.resolve("checkpoint-5"));
  }

  private static String parent(TinyRun run, long step) throws IOException {
    Checkpoint checkpoint = run.read().checkpoint(step).orElseThrow();
    try (CheckpointReader reader = checkpoint.open()) {
      return reader.parent().orElse("none");
    }
  }
}
