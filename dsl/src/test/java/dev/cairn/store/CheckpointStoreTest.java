package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CheckpointStoreTest extends OneRun {

  @Test
  @Timeout(60)
  void savesByAllThreadsOfTheCommonPoolAtOnceWaitForNoneOfThem() {
    List<Long> saved =
        LongStream.range(0, 4L * ForkJoinPool.getCommonPoolParallelism() + 4)
            .parallel()
            .mapToObj(this::savedInARunOfItsOwn)
            .toList();
    assertThat(saved).doesNotHaveDuplicates().isNotEmpty();
  }

  private long savedInARunOfItsOwn(long step) {
    try (CheckpointStore own =
        CheckpointStore.open(
            temporary.resolve("own-" + step),
            StoreSettings.keepingAll(),
            event -> {},
            WatchedDisk.unforced(),
            InstantSource.system())) {
      return own.save(Contents.unevaluated(step)).orElseThrow().step();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sixHundredStepsWithKeepLastThreeLeaveTheLastThree() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(run, LAST_THREE_AND_BEST, events::add)) {
      for (long step = 100; step <= 600; step += 100) {
        store.save(Contents.evaluated(step, 10.0 - step / 100.0));
      }
      assertThat(steps(store)).containsExactly(400L, 500L, 600L);
    }
  }

  @Test
  void theBestStaysWhereItIsOlderThanTheLastThree() throws IOException {
    try (CheckpointStore store = open()) {
      for (long step = 100; step <= 600; step += 100) {
        store.save(Contents.evaluated(step, step == 200 ? 0.5 : 1.0));
      }
      assertThat(steps(store)).containsExactly(200L, 400L, 500L, 600L);
      assertThat(store.directory().best()).map(Checkpoint::step).contains(200L);
    }
  }

  @Test
  void aSaveTellsWhatHappensInTheOrderInWhichItHappens() throws IOException {
    try (CheckpointStore store = open()) {
      for (long step = 100; step <= 300; step += 100) {
        store.save(Contents.evaluated(step, 1.0 - step / 1000.0));
      }
      events.clear();
      store.save(Contents.evaluated(400, 0.1));
    }
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Saving", "Saved", "NewBest", "Deleting");
    assertThat(events.get(0)).isEqualTo(new StoreEvent.Saving(run.resolve("checkpoint-400")));
    assertThat(events.get(3)).isEqualTo(new StoreEvent.Deleting(run.resolve("checkpoint-100")));
  }

  @Test
  void aSavedCheckpointSaysWhatItIs() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint saved = store.save(Contents.evaluated(100, 0.5)).orElseThrow();
      assertThat(saved.valid()).isTrue();
      assertThat(saved.best()).isTrue();
      assertThat(saved.latest()).isTrue();
      assertThat(saved.epoch()).isEqualTo(1.0);
      assertThat(saved.metrics()).containsExactly(Map.entry("eval_loss", 0.5));
      assertThat(store.directory().checkpoints()).containsExactly(saved);
    }
  }

  @Test
  void whatWasSavedIsReadBack() throws IOException {
    try (CheckpointStore store = open();
        CheckpointReader reader = store.save(Contents.evaluated(100, 0.5)).orElseThrow().open()) {
      assertThat(reader.files())
          .containsExactly(Contents.MODEL, Contents.OPTIMIZER, Contents.STATE);
      assertThat(reader.tensors(Contents.MODEL)).containsOnlyKeys("wte.weight", "ln_f.bias");
      assertThat(reader.text(Contents.STATE)).isEqualTo("{\n  \"global_step\": 100\n}\n");
    }
  }

  @Test
  void bestAndLatestAreRelativeLinks() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.evaluated(200, 0.7));
    }
    assertThat(Files.readSymbolicLink(run.resolve("best"))).hasToString("checkpoint-100");
    assertThat(Files.readSymbolicLink(run.resolve("latest"))).hasToString("checkpoint-200");
  }

  @Test
  void aMetricThatIsNotANumberIsNeverBest() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, Double.NaN));
      assertThat(store.directory().best()).isEmpty();
      store.save(Contents.evaluated(200, 0.9));
      store.save(Contents.evaluated(300, Double.NEGATIVE_INFINITY));
      assertThat(store.directory().best()).map(Checkpoint::step).contains(200L);
      assertThat(store.directory().checkpoint(100).orElseThrow().metrics().get("eval_loss"))
          .isNaN();
    }
  }

  @Test
  void anEqualMetricDoesNotReplaceTheBest() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.evaluated(200, 0.5));
      assertThat(store.directory().best()).map(Checkpoint::step).contains(100L);
    }
  }

  @Test
  void aSaveWithoutAnEvaluationIsNoCandidateForBest() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.content(200, Map.of("eval_loss", 0.1), false));
      assertThat(store.directory().best()).map(Checkpoint::step).contains(100L);
    }
  }

  @Test
  void anUnknownMetricIsRefusedWithTheKnownOnesAndNothingIsWritten() throws IOException {
    try (CheckpointStore store = open()) {
      CheckpointContent content =
          Contents.content(100, Map.of("eval_accuracy", 0.5, "eval_f1", 0.4), true);
      assertThatThrownBy(() -> store.save(content))
          .isInstanceOf(UnknownMetricException.class)
          .hasMessage("bestBy names \"eval_loss\"; this run has: eval_accuracy, eval_f1");
      assertThat(steps(store)).isEmpty();
    }
  }

  @Test
  void theSameStepSavedAgainReplacesTheCheckpoint() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      store.save(Contents.evaluated(100, 0.5));
      assertThat(store.directory().checkpoint(100).orElseThrow().metrics())
          .containsKey("eval_loss");
      assertThat(run.resolve("trash")).isEmptyDirectory();
    }
  }

  @Test
  void aDamagedCheckpointOfTheSameStepGoesToTheTrash() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      Files.delete(run.resolve("checkpoint-100/" + Contents.MODEL));
      assertThat(store.save(Contents.unevaluated(100)).orElseThrow().valid()).isTrue();
    }
    assertThat(run.resolve("trash/checkpoint-100/" + Contents.STATE)).exists();
  }

  @Test
  void anEmptyDirectoryInTheWayGoesToTheTrash() throws IOException {
    try (CheckpointStore store = open()) {
      Files.createDirectory(run.resolve("checkpoint-100"));
      assertThat(store.save(Contents.unevaluated(100)).orElseThrow().valid()).isTrue();
    }
    assertThat(run.resolve("trash/checkpoint-100")).isEmptyDirectory();
  }

  @Test
  void aPinnedCheckpointIsNotDeleted() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.9));
      Files.writeString(run.resolve("pinned"), "checkpoint-100 before the learning rate fell\n");
      for (long step = 200; step <= 600; step += 100) {
        store.save(Contents.evaluated(step, 0.5));
      }
      assertThat(steps(store)).containsExactly(100L, 200L, 400L, 500L, 600L);
      assertThat(store.directory().checkpoint(100).orElseThrow().pinned()).isTrue();
    }
  }

  @Test
  void theLatestStaysWhateverTheRulesSay() throws IOException {
    StoreSettings everyThousand =
        new StoreSettings(
            Retention.of(new KeepRule.KeepEvery(1000)), Optional.empty(), WhenDiskFull.STOP);
    try (CheckpointStore store = CheckpointStore.open(run, everyThousand, events::add)) {
      store.save(Contents.unevaluated(100));
      store.save(Contents.unevaluated(200));
      assertThat(steps(store)).containsExactly(200L);
    }
  }

  @Test
  void aDamagedCheckpointFillsNoPlaceAndIsNotDeleted() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.1));
      store.save(Contents.evaluated(200, 0.5));
      Files.delete(run.resolve("checkpoint-200/" + Contents.MODEL));
      for (long step = 300; step <= 600; step += 100) {
        store.save(Contents.evaluated(step, 0.5));
      }
      assertThat(steps(store)).containsExactly(100L, 200L, 400L, 500L, 600L);
      assertThat(store.directory().checkpoint(200).orElseThrow().damage())
          .contains(Contents.MODEL + " is missing");
    }
  }

  @Test
  void aClockThatGoesBackwardsDoesNotChangeTheOrder() throws IOException {
    List<Instant> times =
        new ArrayList<>(List.of(Instant.ofEpochSecond(2_000_000_000), Instant.EPOCH));
    InstantSource backwards = () -> times.size() > 1 ? times.remove(0) : times.get(0);
    try (CheckpointStore store =
        CheckpointStore.open(
            run, LAST_THREE_AND_BEST, events::add, WatchedDisk.unforced(), backwards)) {
      for (long step = 100; step <= 1000; step += 100) {
        store.save(Contents.evaluated(step, 1000.0 - step));
      }
      assertThat(steps(store)).containsExactly(800L, 900L, 1000L);
      assertThat(store.newestValid()).map(Checkpoint::step).contains(1000L);
    }
  }

  @Test
  void openingSweepsUpWhatKilledSavesAndDeletionsLeft() throws IOException {
    Files.createDirectories(run.resolve(".saving-77-0a0b0c0d"));
    Files.writeString(run.resolve(".saving-77-0a0b0c0d/model.safetensors"), "half");
    Files.createDirectories(run.resolve("trash/.deleting-77-0a0b0c0d-checkpoint-100"));
    Files.writeString(run.resolve("trash/.deleting-77-0a0b0c0d-checkpoint-100/x"), "half");
    open().close();
    assertThat(run.resolve(".saving-77-0a0b0c0d")).doesNotExist();
    assertThat(run.resolve("trash")).isEmptyDirectory();
  }

  @Test
  void openingPutsBackACheckpointWhoseReplacementNeverCame() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
    }
    Files.createDirectories(run.resolve("trash"));
    Files.move(
        run.resolve("checkpoint-100"), run.resolve("trash/.replaced-77-0a0b0c0d-checkpoint-100"));
    try (CheckpointStore store = open()) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(100L);
    }
  }

  @Test
  void anotherMetricKeepsTheOldBestUntilItHasOne() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
    }
    StoreSettings byAccuracy =
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(1)),
            Optional.of(BestBy.of("eval_accuracy")),
            WhenDiskFull.STOP);
    try (CheckpointStore store = CheckpointStore.open(run, byAccuracy, events::add)) {
      store.save(Contents.unevaluated(200));
      assertThat(steps(store)).containsExactly(100L, 200L);
      store.save(Contents.content(300, Map.of("eval_accuracy", 0.1), true));
      assertThat(steps(store)).containsExactly(300L);
    }
  }

  @Test
  void aPathUnderAFileIsRefusedInOneLine() throws IOException {
    Path file = Files.createFile(temporary.resolve("notes.txt"));
    assertThatThrownBy(
            () ->
                CheckpointStore.open(file.resolve("sft"), LAST_THREE_AND_BEST, events::add).close())
        .isInstanceOf(CheckpointFailedException.class)
        .hasMessageStartingWith(file.resolve("sft") + " cannot be written (")
        .hasMessageEndingWith("); name another directory for the run")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aClosedStoreRefusesToSave() throws IOException {
    CheckpointStore store = open();
    store.close();
    assertThatThrownBy(() -> store.save(Contents.unevaluated(100)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(run + " was closed; open the store again");
  }

  @Test
  void theStatusIsTheLastOneWritten() throws IOException {
    try (CheckpointStore store = open()) {
      store.status(RunStatus.of(RunStatus.State.RUNNING, 10));
      RunStatus last = RunStatus.of(RunStatus.State.SAVING, 20);
      store.status(last);
      assertThat(store.directory().status()).contains(last);
      assertThat(last.pid()).isEqualTo(ProcessHandle.current().pid());
    }
  }
}
