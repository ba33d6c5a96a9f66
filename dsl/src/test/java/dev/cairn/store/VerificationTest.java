package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.tensor.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationTest {
  @TempDir Path temporary;
  private Path run;
  private Path model;

  @BeforeEach
  void saveTwo() throws IOException {
    run = temporary.resolve("sft");
    model = run.resolve("checkpoint-200").resolve(Contents.MODEL);
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      store.save(Contents.unevaluated(200));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSavedIsWhole(VerifyDepth depth) throws IOException {
    assertThat(verify(depth)).hasSize(2).allMatch(Verified::whole);
  }

  @Test
  void aFaultNamesFileTensorAndTheBytesThatTheTensorSpans() throws IOException {
    flip(Files.size(model) - 1);
    FileFault fault = faultOfTheNewest(VerifyDepth.TENSORS);
    assertThat(fault.file()).isEqualTo(Contents.MODEL);
    assertThat(fault.tensor()).contains("wte.weight");
    try (SafetensorsFile file = SafetensorsFile.open(model)) {
      assertThat(fault.firstByte()).isEqualTo(file.begin("wte.weight"));
    }
    assertThat(fault.lastByte()).isEqualTo(Files.size(model) - 1);
    assertThat(fault.line())
        .startsWith("model.safetensors: tensor wte.weight does not match its CRC32C")
        .endsWith(", bytes %d to %d".formatted(fault.firstByte(), fault.lastByte()));
  }

  @Test
  void aHeaderThatDiffersPutsTheWholeFileInDoubt() throws IOException {
    flip(20);
    FileFault fault = faultOfTheNewest(VerifyDepth.TENSORS);
    assertThat(fault.tensor()).isEmpty();
    assertThat(fault.firstByte()).isZero();
    assertThat(fault.lastByte()).isEqualTo(Files.size(model) - 1);
  }

  @Test
  void onlyTheSha256TellsWhenTheManifestWasMadeToFitTheTensor() throws IOException {
    String before = crcOfTheLastTensor();
    flip(Files.size(model) - 1);
    String after = faultOfTheNewest(VerifyDepth.TENSORS).line().replaceAll(".*\\((\\w+),.*", "$1");
    Path manifest = model.resolveSibling(Layout.MANIFEST);
    Files.writeString(manifest, Manifest.sealed(Files.readString(manifest).replace(before, after)));
    assertThat(verify(VerifyDepth.TENSORS)).allMatch(Verified::whole);
    assertThat(faultOfTheNewest(VerifyDepth.FILES).line())
        .contains("model.safetensors does not match its SHA-256", "though its tensors match");
  }

  @Test
  void checkpointsThatShareADamagedFileAreBothNamed() throws IOException {
    Path twin = run.resolve("checkpoint-100").resolve(Contents.OPTIMIZER);
    Path optimizer = model.resolveSibling(Contents.OPTIMIZER);
    Files.delete(twin);
    Files.createLink(twin, optimizer);
    byte[] bytes = Files.readAllBytes(optimizer);
    bytes[bytes.length - 1] ^= 1;
    Files.write(optimizer, bytes);
    List<Verified> both = verify(VerifyDepth.TENSORS);
    assertThat(both).noneMatch(Verified::whole);
    assertThat(both.get(0).sharedWith()).containsExactly(run.resolve("checkpoint-200").toString());
    assertThat(both.get(1).sharedWith()).containsExactly(run.resolve("checkpoint-100").toString());
  }

  @Test
  void aFileOfItsOwnIsSharedWithNobody() throws IOException {
    flip(Files.size(model) - 1);
    assertThat(verify(VerifyDepth.TENSORS).get(1).sharedWith()).isEmpty();
  }

  @Test
  void aMissingManifestIsOneFault() throws IOException {
    Files.delete(model.resolveSibling(Layout.MANIFEST));
    assertThat(faultOfTheNewest(VerifyDepth.TENSORS).file()).isEqualTo(Layout.MANIFEST);
  }

  @Test
  void aRepairTakesWhatIsStillWholeAndTheRestFromTheTrash() throws IOException {
    byte[] whole = Files.readAllBytes(model);
    Path trashed = run.resolve("trash/checkpoint-200");
    Files.createDirectories(trashed);
    for (String name : List.of(Layout.MANIFEST, Contents.MODEL)) {
      Files.copy(model.resolveSibling(name), trashed.resolve(name));
    }
    flip(Files.size(model) - 1);
    Files.delete(model.resolveSibling(Layout.MANIFEST));
    try (CheckpointStore store = open()) {
      Path damaged = store.repair(verify(VerifyDepth.FILES).get(1), List.of());
      assertThat(damaged).isEqualTo(run.resolve("trash/checkpoint-200-2"));
      assertThat(model).hasBinaryContent(whole);
      HistoryEntry entry = store.directory().history().get(2);
      assertThat(entry.kind()).isEqualTo("repaired");
      assertThat(entry.details()).containsEntry("trashed", "checkpoint-200-2");
    }
    assertThat(verify(VerifyDepth.FILES)).allMatch(Verified::whole);
  }

  private String crcOfTheLastTensor() throws IOException {
    return Manifest.read(model.resolveSibling(""))
        .file(Contents.MODEL)
        .flatMap(Manifest.FileSums::tensors)
        .orElseThrow()
        .crc32c()
        .getOrDefault("wte.weight", "");
  }

  private FileFault faultOfTheNewest(VerifyDepth depth) throws IOException {
    List<FileFault> faults = verify(depth).get(1).faults();
    assertThat(faults).hasSize(1);
    return faults.get(0);
  }

  private List<Verified> verify(VerifyDepth depth) throws IOException {
    List<Checkpoint> checkpoints = RunDirectory.at(run).checkpoints();
    Verification verification = Verification.of(checkpoints, depth);
    return checkpoints.stream().map(verification::verify).toList();
  }

  private void flip(long position) throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    bytes[(int) position] ^= 1;
    Files.write(model, bytes);
  }

  private CheckpointStore open() throws IOException {
    return CheckpointStore.open(
        run,
        StoreSettings.keepingAll(),
        event -> {},
        WatchedDisk.unforced(),
        InstantSource.system());
  }
}
