package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.DamagedCheckpointException;
import dev.cairn.store.HuggingFaceJson;
import dev.cairn.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  private static final ExportSettings BF16_WEIGHTS =
      new ExportSettings(ExportLayout.HF, Optional.of(DType.BF16), true, false);

  @TempDir private Path temporary;
  private Checkpoint checkpoint;
  private Path target;

  @BeforeEach
  void makeACheckpoint() throws IOException {
    checkpoint = Samples.checkpoint(temporary.resolve("run"));
    target = temporary.resolve("exported/model");
  }

  @Test
  void aFolderHoldsTheSameFilesWithoutOurManifest() throws IOException {
    export(ExportSettings.DEFAULT);
    assertThat(Samples.names(target))
        .containsExactly(
            "config.json",
            "model.safetensors",
            "optimizer.safetensors",
            "rng_state.json",
            "trainer_state.json");
    assertThat(target.resolve(Samples.MODEL))
        .hasSameBinaryContentAs(checkpoint.path().resolve(Samples.MODEL));
    assertThat(Samples.names(temporary.resolve("exported"))).containsExactly("model");
  }

  @Test
  void weightsOnlyLeavesTrainingBehind() throws IOException {
    export(BF16_WEIGHTS);
    assertThat(Samples.names(target)).containsExactly("config.json", "model.safetensors");
  }

  @Test
  void anotherTypeIsInTheWeightsAndInTheConfig() throws IOException {
    export(BF16_WEIGHTS);
    assertThat(Samples.dtypes(target.resolve(Samples.MODEL)))
        .containsExactly(Map.entry(Samples.WEIGHT, "BF16"));
    assertThat(HuggingFaceJson.parse(Files.readString(target.resolve("config.json"))))
        .containsEntry("torch_dtype", "bfloat16")
        .containsEntry("model_type", "gpt2");
  }

  @Test
  void momentsKeepTheirType() throws IOException {
    export(new ExportSettings(ExportLayout.HF, Optional.of(DType.F16), false, false));
    assertThat(Samples.dtypes(target.resolve(Samples.MODEL))).containsValue("F16");
    assertThat(Samples.dtypes(target.resolve(Samples.OPTIMIZER))).containsValue("F32");
  }

  @Test
  void aSingleFileHoldsWeightsMomentsStepAndSeed() throws IOException {
    Path file =
        export(new ExportSettings(ExportLayout.SINGLE_FILE, Optional.empty(), false, false));
    assertThat(file).isEqualTo(target.resolve("step_100.safetensors"));
    assertThat(Samples.dtypes(file))
        .containsOnlyKeys(
            "transformer.wte.weight",
            "optimizer.transformer.wte.weight.exp_avg",
            "optimizer.transformer.wte.weight.exp_avg_sq",
            "seed",
            "step");
    assertThat(Samples.bytes(file, "step")).containsExactly(100, 0, 0, 0, 0, 0, 0, 0);
    assertThat(Samples.bytes(file, "seed")).containsExactly(42, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void theBestModelGoesIntoItsFolder() throws IOException {
    Path written =
        export(new ExportSettings(ExportLayout.BEST_MODEL, Optional.empty(), true, false));
    assertThat(written).isEqualTo(target.resolve("best_model"));
    assertThat(written.resolve(Samples.MODEL)).isRegularFile();
  }

  @Test
  void aFolderThatIsNotEmptyIsReplacedOnlyByForce() throws IOException {
    export(BF16_WEIGHTS);
    ShareException refused = catchThrowableOfType(ShareException.class, () -> export(BF16_WEIGHTS));
    assertThat(refused.fault()).isEqualTo(Fault.IN_THE_WAY);
    assertThat(refused)
        .hasMessageStartingWith(target + ": is not empty")
        .hasMessageContaining("--force");
    export(new ExportSettings(ExportLayout.HF, Optional.empty(), true, true));
    assertThat(Samples.dtypes(target.resolve(Samples.MODEL))).containsValue("F32");
    assertThat(Samples.names(temporary.resolve("exported"))).containsExactly("model");
  }

  @Test
  void aFolderThatHoldsMoreThanAModelIsNeverReplaced() throws IOException {
    export(BF16_WEIGHTS);
    Files.createDirectory(target.resolve("src"));
    ExportSettings force = new ExportSettings(ExportLayout.HF, Optional.empty(), true, true);
    assertThatThrownBy(() -> export(force)).hasMessageContaining("is no exported model");
    assertThat(target.resolve("src")).isDirectory();
  }

  @Test
  void aDamagedCheckpointLeavesNothing() throws IOException {
    Path model = checkpoint.path().resolve(Samples.MODEL);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 1;
    Files.write(model, bytes);
    assertThatThrownBy(() -> export(ExportSettings.DEFAULT))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining(Samples.WEIGHT);
    assertThat(temporary.resolve("exported")).isEmptyDirectory();
  }

  @Test
  void typesThatWeightsDoNotConvertToAreRefused() {
    assertThatThrownBy(
            () -> new ExportSettings(ExportLayout.HF, Optional.of(DType.I8), false, false))
        .hasMessage("weights do not convert to I8; write bf16, f16 or f32");
  }

  private Path export(ExportSettings settings) throws IOException {
    return Export.run(checkpoint, target, settings, event -> {});
  }
}
