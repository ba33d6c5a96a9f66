package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinsTest {
  @TempDir Path run;

  @Test
  void aPinIsALineWithNameAndLabelAndWhatPeopleWroteStays() throws IOException {
    Files.writeString(run.resolve("pinned"), "# by hand\n\ncheckpoint-7  for   the paper\n");
    try (CheckpointStore store = open()) {
      store.pin(store.save(Contents.unevaluated(100)).orElseThrow(), "before-lr-change");
      store.pin(store.save(Contents.unevaluated(200)).orElseThrow(), "");
    }
    assertThat(run.resolve("pinned"))
        .hasContent(
            """
            # by hand
            checkpoint-7 for   the paper
            checkpoint-100 before-lr-change
            checkpoint-200
            """);
  }

  @Test
  void aPinProtectsUntilItIsTakenAway() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint first = store.save(Contents.unevaluated(100)).orElseThrow();
      store.pin(first, "keep me");
      store.save(Contents.unevaluated(200));
      store.save(Contents.unevaluated(300));
      assertThat(store.directory().pinned("keep me")).map(Checkpoint::step).contains(100L);
      store.unpin(first);
      store.save(Contents.unevaluated(400));
      assertThat(store.directory().checkpoints())
          .extracting(Checkpoint::step)
          .containsExactly(400L);
    }
  }

  @Test
  void aLabelIsOfOneCheckpointOnly() throws IOException {
    try (CheckpointStore store = open()) {
      store.pin(store.save(Contents.unevaluated(100)).orElseThrow(), "good");
      Checkpoint second = store.save(Contents.unevaluated(200)).orElseThrow();
      assertThatThrownBy(() -> store.pin(second, "good"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "pin(\"good\"): that is checkpoint-100; unpin it first, or take another label");
      store.rewindTo(null, "fresh");
      Checkpoint again = store.save(Contents.unevaluated(300)).orElseThrow();
      store.pin(again, "good");
      assertThat(store.directory().pinned("good")).map(Checkpoint::step).contains(300L);
    }
  }

  @Test
  void aCheckpointSavedAgainAfterARewindIsNotPinned() throws IOException {
    try (CheckpointStore store = open()) {
      store.pin(store.save(Contents.unevaluated(100)).orElseThrow(), "the old one");
      store.rewindTo(null, "fresh");
      assertThat(store.save(Contents.unevaluated(100)).orElseThrow().pinned()).isFalse();
    }
  }

  @Test
  void aLabelIsOneLine() throws IOException {
    try (CheckpointStore store = open()) {
      Checkpoint checkpoint = store.save(Contents.unevaluated(100)).orElseThrow();
      assertThatThrownBy(() -> store.pin(checkpoint, "a\ncheckpoint-200"))
          .hasMessage("pin(\"a checkpoint-200\"): a label is one line of at most 200 characters");
    }
  }

  private CheckpointStore open() throws IOException {
    StoreSettings settings =
        StoreSettings.keepingAll().with(Retention.of(new KeepRule.KeepLast(1)));
    return CheckpointStore.open(
        run, settings, event -> {}, WatchedDisk.unforced(), InstantSource.system());
  }
}
