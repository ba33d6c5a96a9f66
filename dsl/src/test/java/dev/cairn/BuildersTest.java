package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.data.DataSettings;
import dev.cairn.data.TextSource;
import dev.cairn.data.VocabularyKind;
import dev.cairn.model.Gpt2Settings;
import dev.cairn.optim.AdamWSettings;
import dev.cairn.optim.OptimizerSettings;
import dev.cairn.optim.Schedule;
import dev.cairn.store.BestBy;
import dev.cairn.store.Direction;
import dev.cairn.store.DiskCare;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenBusy;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.tensor.DType;
import dev.cairn.train.CheckpointSettings;
import dev.cairn.train.EvaluationSettings;
import dev.cairn.train.SaveSettings;
import dev.cairn.train.SaveTrigger;
import dev.cairn.train.TrainSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BuildersTest {

  @Test
  void everyWordEndsUpInTheSettings() {
    RunSpec spec =
        new RunSpec()
            .data(d -> d.javaSources().holdOut(0.2).batch(3).context(5).bytes())
            .model(
                m ->
                    m.gpt2(g -> g.layers(2).heads(3).width(12).dropout(0.1))
                        .freeze("transformer.wte"))
            .optimizer(
                o ->
                    o.adamW(a -> a.lr(2e-3).betas(0.8, 0.95).epsilon(1e-7).weightDecay(0.2))
                        .cosine(c -> c.warmup(10).floor(1e-4).horizon(99))
                        .clipNorm(0.5)
                        .accumulate(4))
            .checkpoints(
                c ->
                    c.saveEvery(7)
                        .saveEvery(10, TimeUnit.MINUTES)
                        .saveEveryEpoch()
                        .keepLast(3)
                        .keepBest(2)
                        .keepEvery(50)
                        .maxCheckpoints(9)
                        .maxBytes("50GB")
                        .minFreeSpace("10GiB")
                        .keepTrash(Cairn.days(3))
                        .bestBy("quality", Direction.HIGHER)
                        .restoreBestAtEnd()
                        .dtype("bf16")
                        .shardSize("2GB")
                        .weightsOnly()
                        .background(false)
                        .whenBusy(WhenBusy.SKIP)
                        .copyMemory("1GiB")
                        .whenDiskFull(WhenDiskFull.STOP)
                        .backupTo("backups/sft"))
            .evaluation(e -> e.every(20).batches(4))
            .logging(l -> l.every(5))
            .device("cpu")
            .seed(11);
    assertThat(spec.build())
        .isEqualTo(
            new TrainSettings(
                new DataSettings(new TextSource.JavaSources(), 0.2, 3, 5, VocabularyKind.BYTES),
                new Gpt2Settings(2, 3, 12, 0.1),
                List.of("transformer.wte"),
                new OptimizerSettings(
                    new AdamWSettings(2e-3, 0.8, 0.95, 1e-7, 0.2),
                    new Schedule.Cosine(10, 1e-4, OptionalLong.of(99)),
                    OptionalDouble.of(0.5),
                    4),
                new CheckpointSettings(
                    Set.of(
                        new SaveTrigger.EverySteps(7),
                        new SaveTrigger.EveryDuration(Duration.ofMinutes(10)),
                        new SaveTrigger.EveryEpoch()),
                    new StoreSettings(
                        new Retention(
                            Set.of(
                                new KeepRule.KeepLast(3),
                                new KeepRule.KeepBest(2),
                                new KeepRule.KeepEvery(50)),
                            9,
                            50_000_000_000L),
                        Optional.of(new BestBy("quality", Direction.HIGHER)),
                        WhenDiskFull.STOP,
                        new DiskCare(10L << 30, Duration.ofDays(3)),
                        Optional.of(Path.of("backups/sft"))),
                    true,
                    new SaveSettings(
                        DType.BF16,
                        2_000_000_000,
                        true,
                        false,
                        WhenBusy.SKIP,
                        OptionalLong.of(1 << 30))),
                new EvaluationSettings(OptionalLong.of(20), 4, false),
                5,
                "cpu",
                11));
  }

  @Test
  void aDescriptionThatBeginsWithAnothersSettingsHasThemAll() {
    TrainSettings settings =
        new RunSpec()
            .checkpoints(
                c -> c.keepLast(2).maxBytes("5GB").minFreeSpace("1GB").keepTrash(Cairn.days(1)))
            .build();
    assertThat(RunSpec.from(settings).build()).isEqualTo(settings);
  }

  @Test
  void withoutACheckpointsBlockEveryFiveHundredStepsAreSavedAndFiveAreKept() {
    CheckpointSettings settings = new RunSpec().build().checkpoints();
    assertThat(settings.triggers()).containsExactly(new SaveTrigger.EverySteps(500));
    assertThat(settings.store().retention()).isEqualTo(Retention.of(new KeepRule.KeepLast(5)));
  }

  @Test
  void neverLeavesNoReasonToSave() {
    RunSpec spec = new RunSpec().checkpoints(c -> c.saveEvery(5).never());
    assertThat(spec.build().checkpoints().triggers()).isEmpty();
  }

  @Test
  void aSettingWrittenTwiceTakesTheLastValueAndBlocksAddUp() {
    TrainSettings settings =
        new RunSpec()
            .checkpoints(c -> c.saveEvery(5))
            .checkpoints(c -> c.saveEvery(6).keepLast(2))
            .data(d -> d.batch(3))
            .data(d -> d.context(5))
            .build();
    assertThat(settings.checkpoints().triggers()).containsExactly(new SaveTrigger.EverySteps(6));
    assertThat(settings.data().batch()).isEqualTo(3);
    assertThat(settings.data().context()).isEqualTo(5);
  }

  @Test
  void clippingCanBeTurnedOff() {
    RunSpec spec = new RunSpec().optimizer(o -> o.noClipping());
    assertThat(spec.build().optimizer().clipNorm()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        checkpoints(c -> c.saveEvery(-5), "saveEvery(-5) must be at least 1 step"),
        checkpoints(c -> c.saveEvery(0, TimeUnit.MINUTES), "saveEvery(10, MINUTES)"),
        checkpoints(c -> c.keepLast(0), "keepLast(0) keeps nothing"),
        checkpoints(c -> c.keepBest(0), "keepBest(0) keeps nothing"),
        checkpoints(c -> c.keepEvery(-1), "keepEvery(-1) keeps nothing"),
        checkpoints(c -> c.olderThan(Cairn.days(0)), "write olderThan(days(7))"),
        checkpoints(c -> c.maxCheckpoints(-1), "maxCheckpoints(-1) is negative"),
        checkpoints(c -> c.maxBytes("50"), "checkpoints: maxBytes: \"50\" is no size; write it as"),
        checkpoints(c -> c.minFreeSpace("-1GB"), "checkpoints: minFreeSpace: \"-1GB\" is no size"),
        checkpoints(c -> c.keepTrash(Cairn.days(-1)), "is negative; write keepTrash(days(7))"),
        checkpoints(c -> c.backupTo(" "), "backupTo needs a directory"),
        checkpoints(c -> c.bestBy("quality"), "write bestBy(\"quality\", LOWER)"),
        checkpoints(c -> c.bestBy(" ", Direction.LOWER), "bestBy needs the name of a metric"),
        mistake(r -> r.data(d -> d.holdOut(1)), "holdOut is a fraction of the text"),
        mistake(r -> r.data(d -> d.batch(0)), "write batch(12)"),
        mistake(r -> r.data(d -> d.context(0)), "write context(64)"),
        mistake(r -> r.data(d -> d.text()), "write text(\"poems.txt\")"),
        mistake(r -> r.model(m -> m.gpt2(g -> g.layers(0))), "gpt2: layers(0) must be at least 1"),
        mistake(r -> r.model(m -> m.gpt2(g -> g.heads(-1))), "gpt2: heads(-1) must be at least 1"),
        mistake(r -> r.model(m -> m.gpt2(g -> g.width(0))), "gpt2: width(0) must be at least 1"),
        mistake(r -> r.model(m -> m.gpt2(g -> g.dropout(1))), "gpt2: dropout(1.0) must be"),
        mistake(r -> r.model(m -> m.gpt2(g -> g.heads(3))), "width(128) must be a multiple"),
        optimizer(o -> o.adamW(a -> a.lr(0)), "adamW: lr(0.0) must be above 0"),
        optimizer(o -> o.adamW(a -> a.betas(0.9, 1)), "adamW: betas(1.0) must be"),
        optimizer(o -> o.cosine(c -> c.warmup(-1)), "cosine: warmup(-1) must be at least 0"),
        optimizer(o -> o.linear(c -> c.floor(-1)), "linear: floor(-1.0) must be at least 0"),
        optimizer(o -> o.cosine(c -> c.horizon(0)), "cosine: horizon(0) must be at least 1 step"),
        optimizer(o -> o.constant(-1), "constant: warmup(-1) must be at least 0"),
        optimizer(o -> o.clipNorm(0), "clipNorm(0.0) must be above 0; noClipping() turns it off"),
        optimizer(o -> o.accumulate(0), "accumulate(0) must be at least 1 batch"),
        mistake(r -> r.evaluation(e -> e.every(0)), "evaluation: every(0) must be at least 1"),
        mistake(r -> r.evaluation(e -> e.batches(0)), "for all of them, write full()"),
        mistake(r -> r.logging(l -> l.every(0)), "logging: every(0) must be at least 1 step"),
        mistake(r -> r.device("tpu"), "device(\"tpu\"): use \"auto\", \"cpu\", \"gpu\""));
  }

  private static Arguments mistake(Consumer<RunSpec> mistake, String sentence) {
    return Arguments.of(sentence, mistake);
  }

  private static Arguments checkpoints(Consumer<CheckpointsSpec> mistake, String sentence) {
    return mistake(r -> r.checkpoints(mistake), sentence);
  }

  private static Arguments optimizer(Consumer<OptimizerSpec> mistake, String sentence) {
    return mistake(r -> r.optimizer(mistake), sentence);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aBadValueIsRefusedWhereItIsSet(String sentence, Consumer<RunSpec> mistake) {
    assertThatThrownBy(() -> mistake.accept(new RunSpec()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void restoringTheBestNeedsToKnowWhatIsBest() {
    RunSpec spec = new RunSpec().checkpoints(c -> c.restoreBestAtEnd());
    assertThatThrownBy(spec::build).hasMessageContaining("add bestBy(\"eval_loss\")");
  }

  @Test
  void aRunsNameIsPlainAndMayHaveFolders() {
    assertThat(Cairn.run("sft/lr-3e-4", r -> {}).directory()).endsWithRaw(Path.of("sft/lr-3e-4"));
    for (String name : new String[] {"", "../up", "a//b", "/abs", "a b", ".hidden"}) {
      assertThatThrownBy(() -> Cairn.run(name, r -> {}))
          .hasMessageStartingWith("run(\"" + name + "\"): a name is letters, digits");
    }
  }
}
