package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.model.Generation;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

  private static final Generation SAMPLE = new Generation(20, 0.8, 0, 1);

  private final Session before = Session.current();
  @TempDir Path runs;
  private Path text;

  @BeforeEach
  void useADirectoryOfOurOwn() throws IOException {
    text = Files.writeString(runs.resolve("text.txt"), "int i = 0; i < n; i++ { }\n".repeat(20));
    session(Map.of(), OptionalLong.empty());
  }

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  private void session(Map<String, String> overrides, OptionalLong steps) {
    new Session(runs, overrides, steps, new StartPoint.Newest(), event -> {}).use();
  }

  private Run run(String name, Consumer<? super CheckpointsSpec> checkpoints) {
    return Cairn.run(
        name,
        r ->
            r.data(d -> d.text(text.toString()).batch(2).context(8))
                .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16)))
                .optimizer(o -> o.adamW(a -> a.lr(0.3)))
                .checkpoints(checkpoints));
  }

  @Test
  void theLatestModelWritesUnlessTheBestIsRestored() throws IOException {
    Run latest = run("latest", c -> c.saveEvery(2).keepAll().bestBy("eval_loss"));
    latest.train(20);
    assertThat(latest.best().step()).isLessThan(20);
    assertThat(latest.generate("int ", SAMPLE)).isEqualTo(written(latest.latest()));

    Run best = run("latest", c -> c.saveEvery(2).keepAll().bestBy("eval_loss").restoreBestAtEnd());
    best.train(20);
    assertThat(best.generate("int ", SAMPLE))
        .isEqualTo(written(latest.best()))
        .isNotEqualTo(written(latest.latest()));
  }

  @Test
  void samplesShowWhatTheModelWritesAndTokensHowItReads() {
    Run run = run("shown", c -> c.saveEvery(5));
    run.train(5);
    assertThat(run.samples("int ", "in ").samples())
        .extracting(sample -> sample.title(), sample -> sample.text())
        .containsExactly(
            tuple("shown/checkpoint-5", run.generate("int ")),
            tuple("shown/checkpoint-5", run.generate("in ")));
    assertThat(run.tokens("int ").tokens())
        .extracting(token -> token.text())
        .containsExactly("i", "n", "t", " ");
  }

  private static String written(Checkpoint checkpoint) throws IOException {
    try (TrainedModel model = TrainedModel.load(checkpoint, "cpu")) {
      return model.generate("int ", SAMPLE);
    }
  }

  @Test
  void theSessionsSettingsAndStepsWinOverTheDescription() throws IOException {
    session(Map.of("optimizer.adamW.lr", "0.125"), OptionalLong.of(3));
    Run run = run("overridden", c -> c.saveEvery(2));
    assertThat(run.train(20)).isEqualTo(Outcome.FINISHED);
    assertThat(run.latest().step()).isEqualTo(3);
    assertThat(run.latest().path().resolve("training_args.json"))
        .content()
        .contains("\"optimizer.adamW.lr\": 0.125");
  }

  @Test
  void trainingAgainDoesNothing() {
    Run run = run("again", c -> c.saveEvery(2));
    assertThat(run.train(4)).isEqualTo(Outcome.FINISHED);
    assertThat(run.train(4)).isEqualTo(Outcome.ALREADY_DONE);
  }

  @Test
  void aForkDoesNotInheritTheBackupOfItsParent() {
    Path backup = runs.resolve("elsewhere/parent");
    Run parent = run("parent", c -> c.saveEvery(2).backupTo(backup.toString()));
    parent.train(4);
    parent.fork("fork").train(6);
    assertThat(backup.resolve("checkpoint-4")).isDirectory();
    assertThat(backup.resolve("checkpoint-6")).doesNotExist();
  }

  @Test
  void aForkGoesOnFromTheNewestCheckpointUnderItsOwnName() {
    Run parent = run("parent", c -> c.saveEvery(2));
    parent.train(4);
    Run fork = parent.fork("fork", r -> r.optimizer(o -> o.adamW(a -> a.lr(0.01))));
    assertThat(fork.train(6)).isEqualTo(Outcome.FINISHED);
    assertThat(fork.directory()).isEqualTo(runs.resolve("fork"));
    assertThat(fork.latest().step()).isEqualTo(6);
    assertThat(parent.latest().step()).isEqualTo(4);
  }

  @Test
  void aForkWithOtherSettingsLeavesTheParentsAsTheyWere() throws IOException {
    Run parent = run("parent", c -> c.saveEvery(2));
    parent.train(4);
    parent.fork("fork", r -> r.optimizer(o -> o.adamW(a -> a.lr(0.01))));
    assertThat(parent.train(6)).isEqualTo(Outcome.FINISHED);
    Run second = parent.fork("second");
    second.train(8);
    try (CheckpointReader reader = second.latest().open()) {
      assertThat(reader.text("training_args.json")).contains("\"optimizer.adamW.lr\": 0.3");
    }
  }

  @Test
  void aPinStaysWhereItIsWhenTheSameLinesRunAgain() {
    for (int i = 0; i < 2; i++) {
      Run run = run("pinned", c -> c.saveEvery(2).keepLast(1));
      run.train(2);
      run.pin("before-lr-change");
      run.train(6);
      assertThat(run.checkpoints().checkpoints())
          .extracting(Checkpoint::step)
          .containsExactly(2L, 6L);
      assertThat(run.at(2).label()).contains("before-lr-change");
    }
  }

  @Test
  void aPinIsTakenAwayByItsLabelOrItsStep() {
    Run run = run("unpinned", c -> c.saveEvery(2));
    run.train(4);
    run.pin(2, "two");
    run.pin(4, "four");
    run.unpin("two");
    run.unpin(4);
    assertThat(run.checkpoints().checkpoints()).noneMatch(Checkpoint::pinned);
    assertThatThrownBy(() -> run.unpin("two")).hasMessageContaining("has no two checkpoint");
  }

  @Test
  void atTheEndTheRunItselfHoldsTheBestModel() throws IOException {
    Run run = run("shown", c -> c.saveEvery(2).keepAll().bestBy("eval_loss"));
    run.train(20);
    Path best = run.best().path();
    for (String name :
        List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json")) {
      assertThat(Files.isSameFile(run.directory().resolve(name), best.resolve(name))).isTrue();
    }
    Files.delete(run.directory().resolve("config.json"));
    assertThat(run.train(20)).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(run.directory().resolve("config.json")).exists();
  }

  @Test
  void whatARunDoesNotHaveIsNamed() {
    Run run = run("empty", c -> c.saveEvery(2));
    assertThatThrownBy(run::best).hasMessageContaining("the run empty has no best checkpoint");
    assertThatThrownBy(() -> run.at(7)).hasMessageContaining("has no checkpoint-7 checkpoint");
    assertThatThrownBy(() -> run.generate("x")).hasMessageContaining("no latest checkpoint");
  }
}
