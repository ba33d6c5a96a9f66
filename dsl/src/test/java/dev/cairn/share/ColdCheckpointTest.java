package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.CompressedCheckpoint;
import dev.cairn.store.DiskCare;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.Trashed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdCheckpointTest {

  @TempDir private Path temporary;
  private RunDirectory run;
  private Path directory;
  private Path file;
  private byte[] weights;

  @BeforeEach
  void makeARun() throws IOException {
    run = Samples.run(temporary.resolve("sft"), 2.5, 2.25, 2.4);
    directory = run.path().resolve("checkpoint-100");
    file = run.path().resolve("checkpoint-100.tar.zst");
    weights = Files.readAllBytes(directory.resolve(Samples.MODEL));
  }

  @Test
  void aCheckpointBecomesOneFileAndTheSameBytesAgain() throws IOException {
    CompressedCheckpoint compressed = compress(100);
    assertThat(compressed)
        .isEqualTo(new CompressedCheckpoint(file, 100, Files.size(file)))
        .extracting(CompressedCheckpoint::name)
        .isEqualTo("checkpoint-100");
    assertThat(directory).doesNotExist();
    assertThat(run.checkpoints()).extracting(Checkpoint::step).containsExactly(200L, 300L);
    decompress();
    assertThat(file).doesNotExist();
    assertWhole();
  }

  @Test
  void aPinComesBackWithIt() throws IOException {
    try (CheckpointStore store = open()) {
      store.pin(run.checkpoint(100).orElseThrow(), "first");
    }
    compress(100);
    decompress();
    assertThat(run.pinned("first")).map(Checkpoint::step).contains(100L);
  }

  @Test
  void theBestAndTheLatestStayAsTheyAre() {
    assertThatThrownBy(() -> compress(200))
        .hasMessage(
            run.path().resolve("checkpoint-200")
                + " is the best and has to be at hand; compress others");
    assertThatThrownBy(() -> compress(300)).hasMessageContaining("is the latest");
  }

  @Test
  void whoWasKilledBeforeTheDirectoryWentCompressesAgain() throws IOException {
    Files.write(file, new byte[] {1});
    compress(100);
    decompress();
    assertWhole();
  }

  @Test
  void whoWasKilledBeforeTheFileWentDecompressesAgain() throws IOException {
    compress(100);
    byte[] archive = Files.readAllBytes(file);
    decompress();
    Files.write(file, archive);
    decompress();
    assertThat(file).doesNotExist();
    assertWhole();
  }

  @Test
  void aDamagedCheckpointIsNotCompressedAndStays() throws IOException {
    flipLastByte(directory.resolve(Samples.MODEL));
    assertThatThrownBy(() -> compress(100)).isInstanceOf(ShareException.class);
    assertThat(directory).isDirectory();
    assertThat(file).doesNotExist();
  }

  @Test
  void aDamagedFileIsNotDecompressedAndStays() throws IOException {
    compress(100);
    flipLastByte(file);
    assertThatThrownBy(this::decompress).isInstanceOf(IOException.class);
    assertThat(file).exists();
    assertThat(directory).doesNotExist();
  }

  @Test
  void nothingComesInTheWayOfADamagedCheckpointOfTheSameStep() throws IOException {
    compress(100);
    byte[] archive = Files.readAllBytes(file);
    decompress();
    Files.write(file, archive);
    flipLastByte(directory.resolve(Samples.MODEL));
    assertThatThrownBy(this::decompress).hasMessageContaining("damaged; remove it by cairn rm");
    assertThat(file).exists();
  }

  @Test
  void goingBackBehindItMovesItToTheTrash() throws IOException {
    compress(100);
    try (CheckpointStore store = open()) {
      store.rewindTo(null, "a fresh start was asked for");
    }
    assertThat(run.compressed()).isEmpty();
    assertThat(run.path().resolve("trash/checkpoint-100.tar.zst")).exists();
  }

  @Test
  void inTheTrashItExpiresLikeAnyOther() throws IOException {
    compress(100);
    try (CheckpointStore store = open()) {
      store.rewindTo(null, "a fresh start was asked for");
    }
    assertThat(run.path().resolve("trash/checkpoint-100.tar.zst.json"))
        .content()
        .contains("a fresh start was asked for");
    assertThat(run.trash()).extracting(Trashed::checkpoint).doesNotContain("checkpoint-100");
    StoreSettings all = StoreSettings.keepingAll();
    StoreSettings atOnce =
        new StoreSettings(
            all.retention(),
            all.bestBy(),
            all.whenDiskFull(),
            new DiskCare(0, Duration.ZERO),
            all.backup());
    CheckpointStore.open(run.path(), atOnce, event -> {}).close();
    assertThat(run.path().resolve("trash")).isEmptyDirectory();
  }

  private CompressedCheckpoint compress(long step) throws IOException {
    try (CheckpointStore store = open()) {
      return ColdCheckpoint.compress(store, run.checkpoint(step).orElseThrow(), event -> {});
    }
  }

  private void decompress() throws IOException {
    try (CheckpointStore store = open()) {
      ColdCheckpoint.decompress(store, run.compressed("checkpoint-100").orElseThrow(), event -> {});
    }
  }

  private CheckpointStore open() throws IOException {
    return CheckpointStore.open(run.path(), StoreSettings.keepingAll(), event -> {});
  }

  private void assertWhole() throws IOException {
    assertThat(directory.resolve(Samples.MODEL)).hasBinaryContent(weights);
    try (CheckpointReader reader = run.checkpoint(100).orElseThrow().open()) {
      assertThat(reader.faults()).isEmpty();
    }
  }

  private static void flipLastByte(Path flipped) throws IOException {
    byte[] bytes = Files.readAllBytes(flipped);
    bytes[bytes.length - 1] ^= 1;
    Files.write(flipped, bytes);
  }
}
