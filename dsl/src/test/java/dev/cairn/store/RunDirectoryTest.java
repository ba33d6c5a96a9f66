package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path temporary;
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("sft");
  }

  @Test
  void aRunThatDoesNotExistIsEmpty() throws IOException {
    RunDirectory none = RunDirectory.at(run);
    assertThat(none.checkpoints()).isEmpty();
    assertThat(none.latest()).isEmpty();
    assertThat(none.best()).isEmpty();
    assertThat(none.metrics()).isEmpty();
    assertThat(none.history()).isEmpty();
    assertThat(none.status()).isEmpty();
  }

  @Test
  void checkpointsStandInTheOrderOfTheirStepsNotOfTheirNames() throws IOException {
    try (CheckpointStore store = open()) {
      for (long step : new long[] {1000, 90, 200}) {
        store.save(Contents.unevaluated(step));
      }
    }
    assertThat(RunDirectory.at(run).checkpoints())
        .extracting(Checkpoint::step)
        .containsExactly(90L, 200L, 1000L);
  }

  @Test
  void aMovedRunStillReads() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.evaluated(200, 0.6));
    }
    RunDirectory moved = RunDirectory.at(Files.move(run, temporary.resolve("elsewhere")));
    assertThat(moved.best()).map(Checkpoint::step).contains(100L);
    assertThat(moved.latest()).map(Checkpoint::latest).contains(true);
    try (CheckpointReader reader = moved.best().orElseThrow().open()) {
      assertThat(reader.faults()).isEmpty();
    }
  }

  @Test
  void pointersAreReadFromFilesWhereLinksAreNotPossible() throws IOException {
    Disk withoutLinks =
        new WatchedDisk(
            (operation, path) -> {
              if (operation == WatchedDisk.Operation.LINK) {
                throw new UnsupportedOperationException("no links here");
              }
            });
    try (CheckpointStore store = open(withoutLinks)) {
      store.save(Contents.evaluated(100, 0.5));
      store.save(Contents.evaluated(200, 0.6));
    }
    assertThat(Files.readString(run.resolve("best"))).isEqualTo("checkpoint-100\n");
    assertThat(RunDirectory.at(run).best()).map(Checkpoint::step).contains(100L);
  }

  @Test
  void othersDirectoriesAndFilesAreNoCheckpoints() throws IOException {
    for (String name : new String[] {"checkpoint-", "checkpoint-01", "checkpoint-1x", "best"}) {
      Files.createDirectories(run.resolve(name));
    }
    Files.createFile(run.resolve("checkpoint-5"));
    assertThat(RunDirectory.at(run).checkpoints()).isEmpty();
    assertThat(RunDirectory.at(run).best()).isEmpty();
  }

  @Test
  void aTornLastLineOfMetricsIsPassedOver() throws IOException {
    try (CheckpointStore store = open()) {
      store.metrics().append(1, 0.1, Map.of("loss", 1.0));
    }
    append("metrics.jsonl", "{\"epoch\": 0.2, \"loss\": 2.");
    assertThat(RunDirectory.at(run).metrics()).extracting(MetricsLine::step).containsExactly(1L);
  }

  @Test
  void aLineAfterATornOneIsWhole() throws IOException {
    try (CheckpointStore store = open()) {
      store.metrics().append(1, 0.1, Map.of("loss", 1.0));
    }
    append("metrics.jsonl", "{\"epoch\": 0.2, \"loss\": 2.");
    try (CheckpointStore store = open()) {
      store.metrics().append(3, 0.3, Map.of("loss", 3.0));
    }
    assertThat(RunDirectory.at(run).metrics())
        .extracting(MetricsLine::step)
        .containsExactly(1L, 3L);
  }

  @Test
  void metricsKeepNumbersThatAreNotFinite() throws IOException {
    try (CheckpointStore store = open()) {
      store.metrics().append(1, 0.1, Map.of("loss", Double.NaN, "max", Double.NEGATIVE_INFINITY));
    }
    assertThat(RunDirectory.at(run).metrics().get(0).values())
        .isEqualTo(Map.of("loss", Double.NaN, "max", Double.NEGATIVE_INFINITY));
  }

  @Test
  void aLineOfMetricsIsPlainJson() throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
    try (CheckpointStore store =
        CheckpointStore.open(
            run, StoreSettings.keepingAll(), event -> {}, WatchedDisk.unforced(), clock)) {
      store.metrics().append(10, 0.5, Map.of("loss", 2.25, "lr", 1e-5));
    }
    assertThat(Files.readString(run.resolve("metrics.jsonl")))
        .isEqualTo(
            "{\"epoch\": 0.5, \"loss\": 2.25, \"lr\": 1e-05, \"step\": 10,"
                + " \"time\": \"2026-01-02T03:04:05Z\"}\n");
  }

  @Test
  void aStatusThatIsNotWholeIsNone() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("status.json"), "{\"pid\": 1");
    assertThat(RunDirectory.at(run).status()).isEmpty();
  }

  @Test
  void whatTheCallerRecordsIsInTheHistory() throws IOException {
    try (CheckpointStore store = open()) {
      store.record("resumed", Map.of("step", 300L, "threads", 2L));
    }
    assertThat(RunDirectory.at(run).history())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.kind()).isEqualTo("resumed");
              assertThat(entry.details()).isEqualTo(Map.of("step", 300L, "threads", 2L));
            });
  }

  @Test
  void theEnvironmentAndTheParentAreReadBack() throws IOException {
    CheckpointContent content =
        new CheckpointContent(
            1,
            0.1,
            Map.of(),
            false,
            List.of(),
            Optional.of("runs/base/checkpoint-300"),
            Map.of("djl", "0.35.1"));
    try (CheckpointStore store = open();
        CheckpointReader reader = store.save(content).orElseThrow().open()) {
      assertThat(reader.environment()).isEqualTo(Map.of("djl", "0.35.1"));
      assertThat(reader.parent()).contains("runs/base/checkpoint-300");
    }
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(run.resolve(name), text, StandardOpenOption.APPEND);
  }

  private CheckpointStore open() throws IOException {
    return open(WatchedDisk.unforced());
  }

  private CheckpointStore open(Disk disk) throws IOException {
    StoreSettings settings =
        new StoreSettings(Retention.of(), Optional.of(BestBy.of("loss")), WhenDiskFull.STOP);
    return CheckpointStore.open(run, settings, event -> {}, disk, InstantSource.system());
  }
}
