package dev.cairn.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.share.Archive.Destination;
import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunInUseException;
import dev.cairn.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

  @TempDir private Path temporary;
  private final List<ShareEvent> events = new ArrayList<>();
  private Path runPath;
  private RunDirectory run;
  private Path copy;

  @BeforeEach
  void makeARun() throws IOException {
    runPath = temporary.resolve("runs/sft");
    run = Samples.run(runPath, 2.5, 2.25, 2.4);
    copy = temporary.resolve("copies/sft");
  }

  @ParameterizedTest
  @CsvSource({
    "a.tar.zst, false",
    "a.tar.gz, false",
    "a.zip, false",
    "a.tar.zst, true",
    "a.tgz, true",
    "a.zip, true"
  })
  void aRunComesBackAsItWas(String name, boolean compress) throws IOException {
    Path archive = pack(name, compress);
    List<Checkpoint> unpacked = unpack(archive);
    assertThat(unpacked).extracting(Checkpoint::step).containsExactly(100L, 200L, 300L);
    for (Checkpoint checkpoint : unpacked) {
      assertSameFiles(runPath.resolve(checkpoint.name()), checkpoint.path());
      try (CheckpointReader reader = checkpoint.open()) {
        assertThat(reader.faults()).isEmpty();
      }
    }
    assertThat(copy.resolve("metrics.jsonl"))
        .hasSameBinaryContentAs(runPath.resolve("metrics.jsonl"));
    assertThat(Files.readSymbolicLink(copy.resolve("best"))).hasToString("checkpoint-200");
    assertThat(Files.readSymbolicLink(copy.resolve("latest"))).hasToString("checkpoint-300");
    assertThat(Samples.names(copy)).doesNotContain("run.lock", "trash");
    assertThat(Samples.names(temporary.resolve("copies"))).containsExactly("sft");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tar.zst", "a.tar.gz", "a.zip"})
  void equalRunsMakeEqualArchivesWhateverTheirTimes(String name) throws IOException {
    Path first = pack(name, false);
    Archive.unpack(first, new Destination.As(copy), OptionalLong.empty(), events::add);
    Path second = temporary.resolve("second-" + name);
    Archive.pack(RunDirectory.at(copy), second, ArchiveSettings.DEFAULT, events::add);
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void aCheckpointAloneGoesIntoARunOfItsName() throws IOException {
    Path archive = temporary.resolve("best.tar.zst");
    Archive.pack(run.best().orElseThrow(), archive, new ArchiveSettings(true, false), events::add);
    List<Checkpoint> unpacked =
        Archive.unpack(
            archive,
            new Destination.In(temporary.resolve("elsewhere")),
            OptionalLong.empty(),
            events::add);
    assertThat(unpacked)
        .extracting(Checkpoint::path)
        .containsExactly(temporary.resolve("elsewhere/sft/checkpoint-200"));
  }

  @Test
  void aCheckpointGoesBackIntoItsRun() throws IOException {
    Path archive = temporary.resolve("newest.tar.zst");
    Archive.pack(run.latest().orElseThrow(), archive, ArchiveSettings.DEFAULT, events::add);
    deleteTree(runPath.resolve("checkpoint-300"));
    CheckpointStore.open(runPath, StoreSettings.keepingAll(), event -> {}).close();
    assertThat(Files.readSymbolicLink(runPath.resolve("latest"))).hasToString("checkpoint-200");
    Archive.unpack(archive, new Destination.As(runPath), OptionalLong.empty(), events::add);
    assertThat(Files.readSymbolicLink(runPath.resolve("latest"))).hasToString("checkpoint-300");
    assertThat(run.checkpoints()).hasSize(3).allMatch(Checkpoint::valid);
  }

  @Test
  void severalCheckpointsGoIntoARunThatHasOthers() throws IOException {
    Path archive = pack("a.tar.zst", false);
    RunDirectory others = Samples.run(copy, 2.5, 2.25, 2.4, 2.3);
    for (int step = 100; step <= 300; step += 100) {
      deleteTree(copy.resolve("checkpoint-" + step));
    }
    assertThat(unpack(archive)).extracting(Checkpoint::step).containsExactly(100L, 200L, 300L);
    assertThat(others.checkpoints()).hasSize(4).allMatch(Checkpoint::valid);
  }

  @Test
  void aStepThatIsThereIsNotReplaced() throws IOException {
    Path archive = pack("a.tar.zst", false);
    ShareException refused =
        catchThrowableOfType(
            ShareException.class,
            () ->
                Archive.unpack(
                    archive, new Destination.As(runPath), OptionalLong.empty(), events::add));
    assertThat(refused.fault()).isEqualTo(Fault.IN_THE_WAY);
    assertThat(refused).hasMessageContaining("--to");
    assertThat(Samples.names(temporary.resolve("runs"))).containsExactly("sft");
  }

  @Test
  void aRunThatIsTrainedIsLeftAlone() throws IOException {
    Path archive = temporary.resolve("newest.tar.zst");
    Archive.pack(run.latest().orElseThrow(), archive, ArchiveSettings.DEFAULT, events::add);
    deleteTree(runPath.resolve("checkpoint-300"));
    CheckpointStore held = CheckpointStore.open(runPath, StoreSettings.keepingAll(), event -> {});
    try (held) {
      assertThatThrownBy(
              () ->
                  Archive.unpack(
                      archive, new Destination.As(runPath), OptionalLong.empty(), events::add))
          .isInstanceOf(RunInUseException.class);
    }
    assertThat(run.checkpoints()).hasSize(2);
  }

  @Test
  void aDamagedCheckpointOfARunIsLeftOutAndSaid() throws IOException {
    flipBit(runPath.resolve("checkpoint-100"));
    unpack(pack("a.tar.zst", false));
    assertThat(RunDirectory.at(copy).checkpoints())
        .extracting(Checkpoint::step)
        .containsExactly(200L, 300L);
    assertThat(events)
        .filteredOn(ShareEvent.LeftOut.class::isInstance)
        .singleElement()
        .asString()
        .contains("checkpoint-100", Samples.WEIGHT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDamagedCheckpointAloneIsRefusedAndNothingIsLeft(boolean compress) throws IOException {
    Checkpoint checkpoint = run.latest().orElseThrow();
    flipBit(checkpoint.path());
    Path archive = temporary.resolve("archives/a.tar.zst");
    ShareException refused =
        catchThrowableOfType(
            ShareException.class,
            () ->
                Archive.pack(
                    checkpoint, archive, new ArchiveSettings(compress, false), events::add));
    assertThat(refused.fault()).isEqualTo(Fault.CHECKSUM_MISMATCH);
    assertThat(refused).hasMessageContaining(Samples.MODEL);
    assertThat(temporary.resolve("archives")).isEmptyDirectory();
  }

  @Test
  void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
    Path archive = pack("a.tar.zst", false);
    assertThatThrownBy(() -> pack("a.tar.zst", false)).hasMessageContaining("--force");
    Archive.pack(run, archive, new ArchiveSettings(true, true), events::add);
    assertThat(unpack(archive)).hasSize(3);
  }

  @Test
  void anEndingThatIsNotKnownIsRefusedBeforeAnyWork() {
    ShareException refused =
        catchThrowableOfType(ShareException.class, () -> pack("a.tar.xz", false));
    assertThat(refused.fault()).isEqualTo(Fault.NOT_AN_ARCHIVE);
    assertThat(refused).hasMessageEndingWith("ends with .tar.zst, .tar.gz or .zip");
  }

  @Test
  void progressReachesTheWhole() throws IOException {
    pack("a.tar.zst", true);
    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            ShareEvent.Progressed.class, last -> assertThat(last.done()).isEqualTo(last.total()));
  }

  private Path pack(String name, boolean compress) throws IOException {
    Path archive = temporary.resolve(name);
    Archive.pack(run, archive, new ArchiveSettings(compress, false), events::add);
    return archive;
  }

  private List<Checkpoint> unpack(Path archive) throws IOException {
    return Archive.unpack(archive, new Destination.As(copy), OptionalLong.empty(), events::add);
  }

  private static void assertSameFiles(Path expected, Path found) throws IOException {
    assertThat(Samples.names(found)).isEqualTo(Samples.names(expected));
    for (String name : Samples.names(expected)) {
      assertThat(found.resolve(name)).hasSameBinaryContentAs(expected.resolve(name));
    }
  }

  private static void flipBit(Path checkpoint) throws IOException {
    Path model = checkpoint.resolve(Samples.MODEL);
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 1] ^= 1;
    // Other checkpoints may hold the same file.
    Files.delete(model);
    Files.write(model, bytes);
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
