package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.share.OnStorage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How checkpoints leave and come in where the file system lacks something. */
class PoorShareTest {
  private Path temporary;
  private Path run;
  private Path export;
  private Checkpoint first;
  private Checkpoint second;

  /** The process is gone. */
  private static final class Kill extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Something that is killed. */
  private interface Work {
    void on(Storage storage) throws IOException;
  }

  @BeforeEach
  void saveTwo() throws IOException {
    temporary = QuickFolder.create("poor-share");
    run = temporary.resolve("runs/sft");
    export = temporary.resolve("exports/sft");
    try (CheckpointStore store = Given.STORAGE.open(run, StoreSettings.keepingAll())) {
      first = store.save(Contents.evaluated(100, 0.5)).orElseThrow();
      second = store.save(Contents.evaluated(200, 0.25)).orElseThrow();
    }
  }

  @AfterEach
  void delete() throws IOException {
    QuickFolder.delete(temporary);
  }

  @ParameterizedTest
  @EnumSource
  void anExportAppearsAndIsReplacedWhateverIsTakenAway(Poverty poverty) throws IOException {
    OnStorage.export(first, export, storage(poverty));
    OnStorage.export(second, export, storage(poverty));
    assertThat(export.resolve(Contents.MODEL))
        .hasSameBinaryContentAs(second.path().resolve(Contents.MODEL));
    assertThat(names(export)).containsExactly(Contents.MODEL);
    assertThat(names(export.resolveSibling(""))).containsExactly("sft");
  }

  @ParameterizedTest
  @EnumSource
  void aRunIsArchivedAndUnpackedWhateverIsTakenAway(Poverty poverty) throws IOException {
    Path archive = temporary.resolve("archives/sft.tar.zst");
    OnStorage.pack(run, archive, true, storage(poverty));
    Path unpacked = temporary.resolve("unpacked/sft");
    OnStorage.unpack(archive, unpacked, storage(poverty));
    RunDirectory there = RunDirectory.at(unpacked);
    assertThat(there.checkpoints()).hasSize(2).allMatch(Checkpoint::valid);
    assertThat(there.latest()).map(Checkpoint::step).contains(200L);
    assertThat(names(unpacked)).noneMatch(name -> name.startsWith("."));
    assertThat(names(unpacked.resolveSibling(""))).containsExactly("sft");
  }

  @ParameterizedTest
  @EnumSource
  void anArchiveIsUnpackedIntoARunWhateverIsTakenAway(Poverty poverty) throws IOException {
    Path archive = temporary.resolve("archives/other.zip");
    Path other = temporary.resolve("runs/other");
    try (CheckpointStore store = Given.STORAGE.open(other, StoreSettings.keepingAll())) {
      store.save(Contents.evaluated(300, 0.5));
    }
    OnStorage.pack(other, archive, false, storage(poverty));
    OnStorage.unpack(archive, run, storage(poverty));
    assertThat(RunDirectory.at(run).checkpoints())
        .extracting(Checkpoint::step)
        .containsExactly(100L, 200L, 300L);
    assertThat(names(run)).noneMatch(name -> name.startsWith("."));
  }

  @ParameterizedTest
  @EnumSource
  void aCheckpointIsCompressedAndDecompressedWhateverIsTakenAway(Poverty poverty)
      throws IOException {
    Storage storage = storage(poverty);
    try (CheckpointStore store = storage.open(run, StoreSettings.keepingAll())) {
      OnStorage.compress(store, store.directory().checkpoint(100).orElseThrow(), storage);
      assertThat(store.directory().checkpoints()).hasSize(1);
      OnStorage.decompress(store, store.directory().compressed().get(0), storage);
      assertThat(store.directory().checkpoints()).hasSize(2).allMatch(Checkpoint::valid);
      assertThat(store.directory().compressed()).isEmpty();
    }
    assertThat(names(run)).noneMatch(name -> name.startsWith("."));
  }

  @ParameterizedTest
  @EnumSource
  void aTextIsReplacedWhateverIsTakenAway(Poverty poverty) throws IOException {
    Path text = temporary.resolve("sweep/experiment.json");
    storage(poverty).replace(text, "old");
    storage(poverty).replace(text, "new");
    assertThat(text).hasContent("new");
    assertThat(names(text.resolveSibling(""))).containsExactly("experiment.json");
  }

  @Test
  void whereNoFileCanBeReplacedNothingIsWrittenAndTheErrorSaysSo() {
    Storage bucket =
        new Storage(
            new WatchedDisk(
                (operation, path) -> {
                  if (operation == WatchedDisk.Operation.RENAME) {
                    throw new FileSystemException(path.toString(), null, "Not supported");
                  }
                }),
            CrashScript.CLOCK);
    assertThatThrownBy(() -> OnStorage.export(first, export, bucket))
        .isInstanceOf(CheckpointFailedException.class)
        .hasMessage(
            export
                + " cannot be written (its file system cannot replace a file by a rename);"
                + " write to another disk");
    assertThat(export.resolveSibling("")).isEmptyDirectory();
  }

  @Test
  void whoIsKilledWhileAnExportIsReplacedInPlaceLeavesTheOldOneOrTheNewOne() throws IOException {
    OnStorage.export(first, export, Given.STORAGE);
    List<String> old = digests(export);
    OnStorage.export(second, temporary.resolve("new"), Given.STORAGE);
    List<String> replaced = digests(temporary.resolve("new"));
    int kills =
        killAtEachOperation(
            storage -> OnStorage.export(second, export, storage),
            () -> {
              recover(export);
              assertThat(digests(export)).isIn(old, replaced);
              assertThat(names(export.resolveSibling(""))).containsExactly("sft");
              OnStorage.export(first, export, storage(Poverty.NO_RENAMED_DIRECTORIES));
            });
    assertThat(kills).isGreaterThan(50);
  }

  @Test
  void whoIsKilledWhileARunIsUnpackedInPlaceUnpacksItAgain() throws IOException {
    Path archive = temporary.resolve("sft.zip");
    OnStorage.pack(run, archive, true, Given.STORAGE);
    Path unpacked = temporary.resolve("unpacked/sft");
    int kills =
        killAtEachOperation(
            storage -> OnStorage.unpack(archive, unpacked, storage),
            () -> {
              recover(unpacked);
              if (Layout.isDirectory(unpacked)) {
                assertThat(RunDirectory.at(unpacked).checkpoints()).hasSize(2);
              } else {
                OnStorage.unpack(archive, unpacked, storage(Poverty.NO_RENAMED_DIRECTORIES));
              }
              assertThat(RunDirectory.at(unpacked).checkpoints())
                  .hasSize(2)
                  .allMatch(Checkpoint::valid);
              assertThat(names(unpacked.resolveSibling(""))).containsExactly("sft");
              QuickFolder.delete(unpacked);
            });
    assertThat(kills).isGreaterThan(50);
  }

  @Test
  void whoIsKilledWhileACheckpointIsDecompressedInPlaceDecompressesItAgain() throws IOException {
    compress();
    int kills =
        killAtEachOperation(
            this::decompress,
            () -> {
              decompress(storage(Poverty.NO_RENAMED_DIRECTORIES));
              assertThat(RunDirectory.at(run).checkpoints()).hasSize(2).allMatch(Checkpoint::valid);
              assertThat(names(run)).noneMatch(name -> name.startsWith("."));
              compress();
            });
    assertThat(kills).isGreaterThan(50);
  }

  private void compress() throws IOException {
    try (CheckpointStore store = Given.STORAGE.open(run, StoreSettings.keepingAll())) {
      Checkpoint cold = store.directory().checkpoint(100).orElseThrow();
      OnStorage.compress(store, cold, Given.STORAGE);
    }
  }

  private void decompress(Storage storage) throws IOException {
    try (CheckpointStore store = storage.open(run, StoreSettings.keepingAll())) {
      for (CompressedCheckpoint compressed : store.directory().compressed()) {
        OnStorage.decompress(store, compressed, storage);
      }
    }
  }

  @Test
  void aRunThatWasTrainedAfterAKilledUnpackingIsNotTakenAway() throws IOException {
    Path marked = Files.createFile(run.resolve(".saving"));
    storage(Poverty.NO_RENAMED_DIRECTORIES).open(run, StoreSettings.keepingAll()).close();
    assertThat(marked).doesNotExist();
    storage(Poverty.NO_RENAMED_DIRECTORIES).recover(run);
    assertThat(RunDirectory.at(run).checkpoints()).hasSize(2);
  }

  /** Something that looks at what is left. */
  private interface Look {
    void at() throws IOException;
  }

  private static int killAtEachOperation(Work work, Look look) throws IOException {
    int kills = 0;
    while (killed(work, kills)) {
      look.at();
      kills++;
    }
    return kills;
  }

  private static boolean killed(Work work, int operations) throws IOException {
    int[] left = {operations};
    WatchedDisk mortal =
        new WatchedDisk(
            (operation, path) -> {
              if (left[0]-- <= 0) {
                throw new Kill();
              }
              Poverty.NO_RENAMED_DIRECTORIES.before(operation, path);
            });
    try {
      work.on(new Storage(mortal, CrashScript.CLOCK));
      return false;
    } catch (Kill kill) {
      return true;
    }
  }

  /** What the next one does first. */
  private static void recover(Path target) throws IOException {
    Storage storage = storage(Poverty.NO_RENAMED_DIRECTORIES);
    storage.recover(target);
    storage.stage(target).close();
  }

  private static Storage storage(Poverty poverty) {
    return new Storage(new WatchedDisk(poverty), CrashScript.CLOCK);
  }

  private static List<String> digests(Path folder) throws IOException {
    List<String> digests = new ArrayList<>();
    for (String name : names(folder)) {
      digests.add(name + " " + Digests.sha256(folder.resolve(name)));
    }
    return digests;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(Layout::name).sorted().toList();
    }
  }
}
