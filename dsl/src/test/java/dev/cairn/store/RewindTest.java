package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run that goes back to an older checkpoint has one timeline. */
class RewindTest extends OneRun {

  @Test
  void goingBackMovesEverythingNewerToTheTrash() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint first = store.save(Contents.evaluated(100, 0.9)).orElseThrow();
      store.save(Contents.evaluated(200, 0.5));
      store.save(Contents.evaluated(300, 0.6));
      store.rewindTo(first, "asked for");
      assertThat(steps(store)).containsExactly(100L);
      assertThat(store.directory().best()).map(Checkpoint::step).contains(100L);
      assertThat(store.directory().latest()).map(Checkpoint::step).contains(100L);
      assertThat(events.get(events.size() - 1))
          .isEqualTo(
              new StoreEvent.Rewound(
                  Optional.of(first),
                  List.of(run.resolve("trash/checkpoint-300"), run.resolve("trash/checkpoint-200")),
                  "asked for"));
    }
  }

  @Test
  void goingBackIsInTheHistory() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint first = store.save(Contents.unevaluated(100)).orElseThrow();
      store.save(Contents.unevaluated(200));
      store.rewindTo(first, "asked for");
      List<HistoryEntry> history = store.directory().history();
      assertThat(history)
          .extracting(HistoryEntry::kind)
          .containsExactly("saved", "saved", "rewound");
      assertThat(history.get(2).details())
          .containsEntry("step", 100L)
          .containsEntry("trashed", List.of("checkpoint-200"))
          .containsEntry("reason", "asked for");
    }
  }

  @Test
  void goingBackTakesNewerMetricsBack() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint first = store.save(Contents.unevaluated(100)).orElseThrow();
      store.metrics().append(100, 1.0, Map.of("loss", 3.0));
      store.metrics().append(150, 1.5, Map.of("loss", 2.0));
      store.rewindTo(first, "resumed");
      store.metrics().append(150, 1.5, Map.of("loss", 2.5));
      assertThat(store.directory().metrics())
          .extracting(line -> line.values().get("loss"))
          .containsExactly(3.0, 2.5);
    }
  }

  @Test
  void goingBackToTheBeginningLeavesNoCheckpointAndNoPointer() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.evaluated(100, 0.5));
      store.rewindTo(null, "--fresh");
      assertThat(steps(store)).isEmpty();
    }
    assertThat(Files.isSymbolicLink(run.resolve("latest"))).isFalse();
    assertThat(Files.isSymbolicLink(run.resolve("best"))).isFalse();
  }

  @Test
  void goingBackToTheNewestChangesNothing() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint newest = store.save(Contents.unevaluated(100)).orElseThrow();
      events.clear();
      store.rewindTo(newest, "resumed");
      assertThat(events).isEmpty();
      assertThat(store.directory().history()).hasSize(1);
    }
  }

  @Test
  void theSameStepCanGoToTheTrashTwice() throws IOException {
    try (CheckpointStore store = open()) {
      store.save(Contents.unevaluated(100));
      store.rewindTo(null, "once");
      store.save(Contents.unevaluated(100));
      store.rewindTo(null, "twice");
    }
    assertThat(run.resolve("trash/checkpoint-100")).isDirectory();
    assertThat(run.resolve("trash/checkpoint-100-2")).isDirectory();
  }
}
