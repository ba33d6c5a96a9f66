package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.RunDirectory;
import dev.cairn.tensor.Converted;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.SafetensorsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final String STATE =
      """
      {"best_metric": 1.5, "epoch": 2.5, "global_step": %d, "log_history": [
        {"epoch": 1.0, "loss": 3.5, "grad_norm": NaN, "step": 100},
        {"epoch": 1.0, "eval_loss": 1.5, "eval_runtime": 9.5, "step": 100},
        {"epoch": 2.5, "eval_loss": 2.5, "eval_runtime": 9.5, "step": 200}]}
      """;

  @TempDir private Path temporary;
  private final List<ShareEvent> events = new ArrayList<>();
  private Path foreign;
  private Path run;

  @BeforeEach
  void nameThem() {
    foreign = temporary.resolve("output");
    run = temporary.resolve("run");
  }

  @Test
  void aTrainersCheckpointComesWithStepEpochAndMetrics() throws IOException {
    Checkpoint imported = only(bring(trainers(100)));
    assertThat(imported.step()).isEqualTo(100);
    assertThat(imported.epoch()).isEqualTo(2.5);
    assertThat(imported.metrics()).containsExactly(Map.entry("eval_loss", 1.5));
    assertThat(imported.valid()).isTrue();
    try (CheckpointReader reader = imported.open()) {
      assertThat(reader.files())
          .containsExactlyInAnyOrder("config.json", "model.safetensors", "trainer_state.json");
      assertThat(reader.faults()).isEmpty();
    }
  }

  @Test
  void picklesAreLeftOutInOneLine() throws IOException {
    bring(trainers(100));
    assertThat(events)
        .contains(
            new ShareEvent.LeftOut(
                "optimizer.pt, rng_state.pth, scheduler.pt, training_args.bin",
                "pickles, which are not read: the weights come without them"));
  }

  @Test
  void weightsInBf16StayAsTheyAre() throws IOException {
    Path folder = foreign.resolve("checkpoint-7");
    Path file =
        Samples.tensors(folder.resolve(Samples.MODEL), Converted.as(DType.BF16, Samples.weight()));
    Checkpoint imported = only(bring(folder));
    assertThat(imported.step()).isEqualTo(7);
    assertThat(imported.path().resolve(Samples.MODEL)).hasSameBinaryContentAs(file);
  }

  @Test
  void aWholeOutputFolderComesAtOnceWithItsBest() throws IOException {
    trainers(200);
    trainers(100);
    assertThat(bring(foreign)).extracting(Checkpoint::step).containsExactly(100L, 200L);
    RunDirectory directory = RunDirectory.at(run);
    assertThat(directory.best()).map(Checkpoint::step).contains(100L);
    assertThat(directory.latest()).map(Checkpoint::step).contains(200L);
    assertThat(directory.metrics())
        .extracting(line -> line.step())
        .containsExactly(100L, 100L, 200L);
  }

  @Test
  void bestModelIsNotImportedTwice() throws IOException {
    trainers(100);
    Samples.tensors(foreign.resolve("best_model").resolve(Samples.MODEL), Samples.weight());
    Samples.text(foreign.resolve("best_model/metadata.json"), "{\"step\": 100}");
    Samples.tensors(foreign.resolve("best").resolve(Samples.MODEL), Samples.weight());
    Samples.text(
        foreign.resolve("best/metadata.json"),
        "{\"step\": 50, \"epoch\": 0.5, \"metrics\": {\"eval_loss\": 0.5}}");
    List<Checkpoint> imported = bring(foreign);
    assertThat(imported).extracting(Checkpoint::step).containsExactly(50L, 100L);
    assertThat(imported.get(0).metrics()).containsExactly(Map.entry("eval_loss", 0.5));
  }

  @Test
  void aSingleFileComesBackAsTheFilesItWasMadeOf() throws IOException {
    Checkpoint original = Samples.checkpoint(temporary.resolve("original"));
    ExportSettings single =
        new ExportSettings(ExportLayout.SINGLE_FILE, Optional.empty(), false, false);
    Path file = Export.run(original, foreign, single, event -> {});
    Checkpoint imported = only(bring(file));
    assertThat(imported.step()).isEqualTo(100);
    for (String name : List.of(Samples.MODEL, Samples.OPTIMIZER, "rng_state.json")) {
      assertThat(imported.path().resolve(name))
          .hasSameBinaryContentAs(original.path().resolve(name));
    }
  }

  @Test
  void aFolderOfSingleFilesComesAtOnce() throws IOException {
    Samples.tensors(foreign.resolve("step_20.safetensors"), Samples.weight());
    Samples.tensors(foreign.resolve("step_10.safetensors"), Samples.weight());
    assertThat(bring(foreign)).extracting(Checkpoint::step).containsExactly(10L, 20L);
  }

  @Test
  void aStepThatIsThereIsReplacedOnlyByForce() throws IOException {
    bring(trainers(100));
    ShareException refused = catchThrowableOfType(ShareException.class, () -> bring(foreign));
    assertThat(refused.fault()).isEqualTo(Fault.IN_THE_WAY);
    assertThat(refused).hasMessageContaining("checkpoint-100").hasMessageContaining("--force");
    assertThat(Import.run(foreign, run, true, events::add)).hasSize(1);
  }

  @Test
  void weightsThatAreCutShortAreRefused() throws IOException {
    Path model = trainers(100).resolve(Samples.MODEL);
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> bring(foreign))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining("is cut short");
    assertThat(RunDirectory.at(run).checkpoints()).isEmpty();
  }

  @Test
  void ourOwnCheckpointIsComparedWithItsManifest() throws IOException {
    Checkpoint own = Samples.checkpoint(temporary.resolve("own"));
    assertThat(bring(own.path())).hasSize(1);
    Path model = own.path().resolve(Samples.MODEL);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 1;
    Files.write(model, bytes);
    run = temporary.resolve("another");
    assertFault(Fault.CHECKSUM_MISMATCH, own.path(), Samples.MODEL);
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    Path folder = foreign.resolve("checkpoint-7");
    Samples.tensors(folder.resolve("model-00001-of-00002.safetensors"), Samples.weight());
    Samples.text(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\","
            + " \"b\": \"model-00002-of-00002.safetensors\"}}");
    assertFault(Fault.MISSING_FILE, folder, "model-00002-of-00002.safetensors is missing");
  }

  @Test
  void weightsInAPickleAreRefusedWithTheWayOut() throws IOException {
    Path folder = foreign.resolve("checkpoint-7");
    Samples.text(folder.resolve("pytorch_model.bin"), "PK");
    assertFault(Fault.PICKLE, folder, "from_pretrained(\"" + folder + "\").save_pretrained(");
    assertFault(Fault.PICKLE, folder.resolve("pytorch_model.bin"), "is not read; convert it");
  }

  @Test
  void aFolderInNoKnownLayoutIsRefused() throws IOException {
    Files.createDirectory(foreign);
    assertFault(Fault.UNKNOWN_LAYOUT, foreign, "holds no .safetensors");
    assertFault(Fault.UNKNOWN_LAYOUT, temporary.resolve("nowhere"), "there is no such");
  }

  @Test
  void aStateThatIsNoJsonIsNamed() throws IOException {
    Samples.text(trainers(100).resolve("trainer_state.json"), "{\"epoch\": ");
    assertThatThrownBy(() -> bring(foreign)).hasMessageContaining("trainer_state.json: not a JSON");
  }

  private Path trainers(long step) throws IOException {
    Path folder = foreign.resolve("checkpoint-" + step);
    Samples.tensors(folder.resolve(Samples.MODEL), Samples.weight());
    Samples.text(folder.resolve("config.json"), "{\"model_type\": \"gpt2\"}\n");
    Samples.text(folder.resolve("trainer_state.json"), STATE.formatted(step));
    for (String pickle :
        List.of("optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin")) {
      Samples.text(folder.resolve(pickle), "PK");
    }
    return folder;
  }

  private List<Checkpoint> bring(Path from) throws IOException {
    return Import.run(from, run, false, events::add);
  }

  private static Checkpoint only(List<Checkpoint> imported) {
    assertThat(imported).hasSize(1);
    return imported.get(0);
  }

  private void assertFault(Fault fault, Path from, String message) {
    ShareException refused = catchThrowableOfType(ShareException.class, () -> bring(from));
    assertThat(refused.fault()).isEqualTo(fault);
    assertThat(refused).hasMessageContaining(message);
  }
}
