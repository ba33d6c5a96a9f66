package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a save does beside its own files does not grow with the number of checkpoints. */
class BookkeepingTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          new Retention(Set.of(new KeepRule.KeepAll()), 5000, 1L << 40),
          Optional.of(BestBy.of("eval_loss")),
          WhenDiskFull.STOP);

  @TempDir Path temporary;
  private final List<String> operations = new ArrayList<>();

  /** What a save did: the files that it read, and the operations that it asked the disk for. */
  private record Cost(List<String> filesRead, List<String> operations) {}

  @Test
  void aSaveBesideAThousandCheckpointsDoesWhatItDoesBesideTen() throws IOException {
    Cost few = costBeside(10);
    Cost many = costBeside(1000);
    assertThat(few.filesRead()).contains("cairn.json").hasSizeLessThan(20);
    assertThat(many).isEqualTo(few);
  }

  private Cost costBeside(int count) throws IOException {
    Path run = temporary.resolve("beside-" + count);
    try (CheckpointStore store = open(run)) {
      for (int i = 1; i < count; i++) {
        store.save(Contents.evaluated(i, 1.0 / i));
      }
    }
    try (CheckpointStore store = open(run);
        Recording recording = new Recording()) {
      store.save(Contents.evaluated(count, 1.0 / count));
      operations.clear();
      recording.enable("jdk.FileRead").withoutThreshold();
      recording.start();
      store.save(Contents.evaluated(count + 1, 1.0 / (count + 1)));
      recording.stop();
      return new Cost(filesRead(recording, run), List.copyOf(operations));
    }
  }

  private List<String> filesRead(Recording recording, Path run) throws IOException {
    Path dump = temporary.resolve("recording.jfr");
    recording.dump(dump);
    return RecordingFile.readAllEvents(dump).stream()
        .map(BookkeepingTest::path)
        .filter(path -> path.startsWith(run.toString()))
        .map(path -> Layout.name(Path.of(path)))
        .toList();
  }

  private static String path(RecordedEvent event) {
    return event.hasField("path") ? String.valueOf(event.getString("path")) : "";
  }

  private CheckpointStore open(Path run) throws IOException {
    WatchedDisk disk = new WatchedDisk((operation, path) -> operations.add(operation.name()));
    return CheckpointStore.open(run, SETTINGS, event -> {}, disk, InstantSource.system());
  }
}
