package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {
  @TempDir Path temporary;
  private final List<StoreEvent> events = new ArrayList<>();
  private CheckpointStore store;
  private Checkpoint older;
  private Checkpoint newer;

  @BeforeEach
  void saveTwo() throws IOException {
    store =
        CheckpointStore.open(
            temporary.resolve("sft"),
            StoreSettings.keepingAll(),
            events::add,
            WatchedDisk.unforced(),
            InstantSource.system());
    older = store.save(Contents.unevaluated(100)).orElseThrow();
    newer = store.save(Contents.unevaluated(200)).orElseThrow();
    events.clear();
  }

  @AfterEach
  void closeTheStore() throws IOException {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {Contents.MODEL, Contents.OPTIMIZER, Contents.STATE, Layout.MANIFEST})
  void aFlippedBitAnywhereInAFileIsFoundAndTheFileNamed(String name) throws IOException {
    Path file = newer.path().resolve(name);
    byte[] whole = Files.readAllBytes(file);
    for (int position = 0; position < whole.length; position++) {
      flip(file, whole, position);
      assertThat(faults()).as("byte %d", position).isNotEmpty();
      assertThat(faults()).allMatch(fault -> fault.startsWith(name));
    }
  }

  @Test
  void aFlippedBitInATensorNamesThisTensorAndNoOther() throws IOException {
    Path file = newer.path().resolve(Contents.MODEL);
    byte[] whole = Files.readAllBytes(file);
    try (SafetensorsFile open = SafetensorsFile.open(file)) {
      for (NamedTensor tensor : open.tensors().values()) {
        int begin = (int) open.begin(tensor.name());
        for (int position = begin; position < begin + tensor.byteSize(); position++) {
          flip(file, whole, position);
          assertOnlyFault(Contents.MODEL + ": tensor " + tensor.name() + " does not match");
        }
      }
    }
  }

  @Test
  void aDamagedTensorIsNotHandedOut() throws IOException {
    flipLast(newer.path().resolve(Contents.MODEL));
    try (CheckpointReader reader = newer.open()) {
      assertThatThrownBy(() -> reader.tensors(Contents.MODEL))
          .isInstanceOf(DamagedCheckpointException.class)
          .hasMessageStartingWith(
              newer.path() + ": " + Contents.MODEL + ": tensor wte.weight does not match");
      assertThat(reader.tensors(Contents.OPTIMIZER)).hasSize(1);
    }
  }

  @Test
  void aDamagedTextIsNotHandedOut() throws IOException {
    flipLast(newer.path().resolve(Contents.STATE));
    try (CheckpointReader reader = newer.open()) {
      assertThatThrownBy(() -> reader.text(Contents.STATE))
          .isInstanceOf(DamagedCheckpointException.class)
          .hasMessage(
              newer.path()
                  + ": trainer_state.json does not match its SHA-256:"
                  + " it was damaged after the save");
    }
  }

  @Test
  void theNewestValidOneIsTakenAndTheDamagedOneStaysWhereItIs() throws IOException {
    flipLast(newer.path().resolve(Contents.MODEL));
    assertThat(store.newestValid()).map(Checkpoint::step).contains(older.step());
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            StoreEvent.Skipped.class,
            skipped -> {
              assertThat(skipped.path()).isEqualTo(newer.path());
              assertThat(skipped.reason()).contains(Contents.MODEL, "wte.weight");
            });
    assertThat(newer.path()).isDirectory();
  }

  @Test
  void aTruncatedFileIsListedAsDamagedWithBothSizes() throws IOException {
    Path file = newer.path().resolve(Contents.STATE);
    Files.writeString(file, "{");
    assertThat(listed().damage()).contains("trainer_state.json is 1 bytes long, was saved with 25");
  }

  @Test
  void aTruncatedManifestIsListedAsDamaged() throws IOException {
    Path manifest = newer.path().resolve(Layout.MANIFEST);
    byte[] whole = Files.readAllBytes(manifest);
    for (int length = 0; length < whole.length; length++) {
      Files.write(manifest, Arrays.copyOf(whole, length));
      assertThat(listed().damage().orElseThrow()).startsWith(Layout.MANIFEST);
    }
  }

  @Test
  void aDirectoryWithoutAManifestIsListedAsUnfinished() throws IOException {
    Files.delete(newer.path().resolve(Layout.MANIFEST));
    assertThat(listed().valid()).isFalse();
    assertThat(listed().damage())
        .isEqualTo(Optional.of("cairn.json is missing: the save was not finished"));
  }

  @Test
  void aCheckpointUnderTheNameOfAnotherStepIsListedAsDamaged() throws IOException {
    Files.move(newer.path(), newer.path().resolveSibling("checkpoint-300"));
    assertThat(store.directory().checkpoint(300).orElseThrow().damage())
        .contains("cairn.json is of step 200: the directory was renamed or its files were mixed");
  }

  @Test
  void aManifestThatNamesAFileOutsideOfTheCheckpointIsRefused() throws IOException {
    Manifest honest = Manifest.read(newer.path());
    String hostile = honest.toText().replace(Contents.STATE, "../../../etc/passwd");
    assertThatThrownBy(() -> rewriteManifest(hostile))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("lists the file \"../../../etc/passwd\" outside of itself");
  }

  @Test
  void aManifestWithoutItsFieldsIsRefused() {
    assertThatThrownBy(() -> rewriteManifest("{\"checksum\": \"" + "0".repeat(64) + "\"}"))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("cairn.json is not a manifest");
  }

  @Test
  void aManifestOfALaterFormatAsksForANewerCairn() throws IOException {
    String later = Manifest.read(newer.path()).toText().replace("\"format\": 1", "\"format\": 2");
    assertThatThrownBy(() -> rewriteManifest(later))
        .hasMessageEndingWith("cairn.json has format 2, which only a newer Cairn reads");
  }

  private void assertOnlyFault(String beginning) throws IOException {
    assertThat(faults()).singleElement().asString().startsWith(beginning);
  }

  private void rewriteManifest(String text) throws IOException {
    Files.writeString(newer.path().resolve(Layout.MANIFEST), Manifest.sealed(text));
    Manifest.read(newer.path());
  }

  private List<String> faults() throws IOException {
    try (CheckpointReader reader = newer.open()) {
      return reader.faults();
    } catch (DamagedCheckpointException damaged) {
      return List.of(damaged.fault());
    }
  }

  private Checkpoint listed() throws IOException {
    return store.directory().checkpoint(newer.step()).orElseThrow();
  }

  private static void flipLast(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    flip(file, whole, whole.length - 1);
  }

  private static void flip(Path file, byte[] whole, int position) throws IOException {
    byte[] flipped = whole.clone();
    flipped[position] ^= (byte) (1 << (position % 8));
    Files.write(file, flipped);
  }
}
