package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.share.Export;
import dev.cairn.share.ExportLayout;
import dev.cairn.share.ExportSettings;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.StoreEvent;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checkpoints hold and how they are written, by the settings of saving. */
class SavingTest {

  @TempDir Path runs;
  private TinyRun run;
  private TinyRun other;

  @BeforeEach
  void describe() throws IOException {
    run = TinyRun.at(runs.resolve("run")).saveEvery(5);
    other = TinyRun.at(runs.resolve("other")).saveEvery(5);
  }

  @Test
  void savingInTheBackgroundWritesTheSameBytesAsSavingInTheForeground() throws IOException {
    run.train(20);
    other.saving(SaveSettings.DEFAULT.withBackground(false)).train(20);
    for (long step = 5; step <= 20; step += 5) {
      run.assertSameBytes(other, step);
    }
    assertThat(run.stored(StoreEvent.SetAside.class)).hasSize(1);
    assertThat(other.stored(StoreEvent.SetAside.class)).isEmpty();
  }

  @Test
  void aShardedCheckpointGoesOnToTheSameBytes() throws IOException {
    SaveSettings sharded = SaveSettings.DEFAULT.withShardBytes(4000);
    inTwoGoes(run.saving(sharded));
    assertThat(run.file(5, "model.safetensors.index.json")).exists();
    assertThat(run.file(5, "model.safetensors")).doesNotExist();
    other.saving(sharded).train(10);
    assertThat(weightFiles(run)).hasSizeGreaterThan(2);
    assertSameWeightFiles();
  }

  @Test
  void weightsInBf16GoOnToTheSameBytesForTheFullOnesAreKept() throws IOException {
    SaveSettings rounded = SaveSettings.DEFAULT.withDtype(DType.BF16);
    inTwoGoes(run.saving(rounded));
    other.saving(rounded).train(10);
    run.assertSameBytes(other, 10);
    assertThat(tensors(run, 10, "model.safetensors"))
        .extracting(NamedTensor::dtype)
        .containsOnly(DType.BF16);
    assertThat(tensors(run, 10, "optimizer.safetensors"))
        .extracting(NamedTensor::name)
        .contains("transformer.wte.weight.master");
  }

  @Test
  void anExportInF32OfRoundedWeightsIsThatOfARunThatRoundsNothing() throws IOException {
    SaveSettings rounded = SaveSettings.DEFAULT.withDtype(DType.BF16);
    Path fromMasters = exportInF32(run.saving(rounded).freeze("transformer.wte"));
    Path plain = exportInF32(other.freeze("transformer.wte"));
    assertThat(weightFiles(fromMasters))
        .isEqualTo(weightFiles(plain))
        .contains("optimizer.safetensors");
    for (String name : weightFiles(plain)) {
      assertThat(fromMasters.resolve(name)).hasSameBinaryContentAs(plain.resolve(name));
    }
    assertThat(fromMasters.resolve("config.json"))
        .hasSameBinaryContentAs(plain.resolve("config.json"));
  }

  private static Path exportInF32(TinyRun trained) throws IOException {
    trained.train(5);
    return Export.run(
        trained.read().latest().orElseThrow(),
        trained.directory.resolveSibling(trained.directory.getFileName() + "-exported"),
        new ExportSettings(ExportLayout.HF, Optional.of(DType.F32), false, false),
        event -> {});
  }

  @Test
  void aResumeFromWeightsOnlySaysWhatIsLost() throws IOException {
    inTwoGoes(run.saving(SaveSettings.DEFAULT.withWeightsOnly(true)));
    assertThat(run.file(5, "optimizer.safetensors")).doesNotExist();
    assertThat(run.events(TrainEvent.Notice.class))
        .extracting(TrainEvent.Notice::message)
        .containsExactly(
            "the checkpoint holds weights only: AdamW's moments begin at 0 again, and training does"
                + " not go on to the same bytes");
  }

  @Test
  void frozenParametersStayAndTheirFileIsSharedByAllCheckpoints() throws IOException {
    run.freeze("transformer.wte", "transformer.h.0.ln_1").train(10);
    String frozen = "model-00001-of-00002.safetensors";
    assertThat(Files.isSameFile(run.file(5, frozen), run.file(10, frozen))).isTrue();
    assertThat(tensors(run, 10, "optimizer.safetensors"))
        .extracting(NamedTensor::name)
        .contains("transformer.wpe.weight.exp_avg")
        .doesNotContain("transformer.wte.weight.exp_avg");
    inTwoGoes(other.freeze("transformer.wte", "transformer.h.0.ln_1"));
    assertSameWeightFiles();
  }

  @Test
  void frozenParametersInBf16GoOnToTheSameBytesTooAndAreWrittenOnce() throws IOException {
    SaveSettings rounded = SaveSettings.DEFAULT.withDtype(DType.BF16);
    inTwoGoes(run.saving(rounded).freeze("transformer.wte"));
    other.saving(rounded).freeze("transformer.wte").train(10);
    assertSameWeightFiles();
    String frozen = "optimizer-00001-of-00002.safetensors";
    assertThat(Files.isSameFile(run.file(5, frozen), run.file(10, frozen))).isTrue();
  }

  @Test
  void freezingWhatIsNotThereNamesWhatParametersAreCalled() {
    assertThatThrownBy(() -> run.freeze("wte").train(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model: freeze(\"wte\") names no parameter; parameters are called like"
                + " transformer.wte.weight");
  }

  @Test
  void aStateThatIsTooLargeToCopyIsSavedAllTheSame() throws IOException {
    run.saving(SaveSettings.DEFAULT.withMemory(1)).train(10);
    other.train(10);
    run.assertSameBytes(other, 10);
    assertThat(run.stored(StoreEvent.TooLargeToCopy.class)).hasSize(1);
  }

  /** Ten steps, interrupted after the fifth. */
  private static void inTwoGoes(TinyRun run) throws IOException {
    assertThat(run.stopAt(5).train(10)).isEqualTo(Outcome.INTERRUPTED);
    assertThat(run.stopNowhere().train(10)).isEqualTo(Outcome.FINISHED);
  }

  private void assertSameWeightFiles() throws IOException {
    assertThat(weightFiles(run)).isEqualTo(weightFiles(other));
    for (String name : weightFiles(run)) {
      assertThat(run.file(10, name)).hasSameBinaryContentAs(other.file(10, name));
    }
  }

  private static List<String> weightFiles(TinyRun run) throws IOException {
    return weightFiles(run.directory.resolve("checkpoint-10"));
  }

  private static List<String> weightFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".safetensors"))
          .sorted()
          .toList();
    }
  }

  private static List<NamedTensor> tensors(TinyRun run, long step, String file) throws IOException {
    Checkpoint checkpoint = run.read().checkpoint(step).orElseThrow();
    try (CheckpointReader reader = checkpoint.open()) {
      return List.copyOf(reader.tensors(file).values());
    }
  }
}
