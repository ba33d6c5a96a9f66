package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flipped bits in what lies beside the checkpoints: a run is read and opened all the same. */
class DamagedRunTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings(
          Retention.of(new KeepRule.KeepAll()),
          Optional.of(BestBy.of("eval_loss")),
          WhenDiskFull.STOP);

  /** The highest makes a byte that is no UTF-8; the others make other digits and letters. */
  private static final int[] BITS = {1, 2, 16, 128};

  private Path temporary;
  private Path run;

  @BeforeEach
  void saveThree() throws IOException {
    temporary = QuickFolder.create("damaged");
    run = temporary.resolve("sft");
    try (CheckpointStore store = open(withoutLinks())) {
      store.metrics().append(50, 0.5, Map.of("loss", 1.0));
      store.save(Contents.evaluated(100, 0.9));
      store.save(Contents.evaluated(200, 0.5));
      store.save(Contents.evaluated(300, 0.7));
      store.status(RunStatus.of(RunStatus.State.RUNNING, 300));
    }
    Files.writeString(run.resolve(Layout.PINNED), "checkpoint-100 before the change\n");
  }

  @AfterEach
  void clear() throws IOException {
    new LocalDisk().deleteTree(temporary);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Layout.BEST,
        Layout.LATEST,
        Layout.METRICS,
        Layout.HISTORY,
        Layout.STATUS,
        Layout.PINNED,
        Layout.LOCK
      })
  void whereverABitIsFlippedTheRunIsReadAndOpenedAndTheRightOnesAreFound(String name)
      throws IOException {
    Path file = run.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    for (int position = 0; position < whole.length; position++) {
      for (int bit : BITS) {
        byte[] flipped = whole.clone();
        flipped[position] ^= (byte) bit;
        // A store that was opened made a link of it.
        Files.delete(file);
        Files.write(file, flipped);
        assertThatCode(this::judge).as("byte %d, bit %d", position, bit).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0\0\0\0", "checkpoint-999", "checkpoint-", "../..", "\n\n\n"})
  void whateverAPointerHoldsTheRightOnesAreFound(String text) throws IOException {
    Files.writeString(run.resolve(Layout.BEST), text);
    Files.writeString(run.resolve(Layout.LATEST), text);
    judge();
  }

  @Test
  void pointersThatLeadOutOfTheRunAreNotFollowed() throws IOException {
    for (String name : new String[] {Layout.BEST, Layout.LATEST}) {
      Files.delete(run.resolve(name));
      Files.createSymbolicLink(run.resolve(name), Path.of("../../elsewhere/checkpoint-900"));
    }
    judge();
  }

  @Test
  void aLogOfNothingButGarbageIsEmpty() throws IOException {
    byte[] garbage = "\0\ufffd{\n}{\n[[[[\nnull\n\"\n".getBytes(StandardCharsets.UTF_8);
    Files.write(run.resolve(Layout.METRICS), garbage);
    Files.write(run.resolve(Layout.HISTORY), garbage);
    assertThat(RunDirectory.at(run).metrics()).isEmpty();
    assertThat(RunDirectory.at(run).history()).isEmpty();
    judge();
  }

  private void judge() throws IOException {
    RunDirectory reader = RunDirectory.at(run);
    assertThat(reader.checkpoints()).hasSize(3).allMatch(Checkpoint::valid);
    assertThat(reader.latest()).map(Checkpoint::step).contains(300L);
    reader.best();
    reader.metrics();
    reader.history();
    reader.status();
    try (CheckpointStore store = open(WatchedDisk.unforced())) {
      assertThat(store.newestValid()).map(Checkpoint::step).contains(300L);
      assertThat(store.directory().best()).map(Checkpoint::step).contains(200L);
      assertThat(store.directory().checkpoint(300).orElseThrow().latest()).isTrue();
    }
  }

  private static Disk withoutLinks() {
    return new WatchedDisk(
        (operation, path) -> {
          if (operation == WatchedDisk.Operation.LINK) {
            throw new UnsupportedOperationException("no links here");
          }
        });
  }

  private CheckpointStore open(Disk disk) throws IOException {
    return CheckpointStore.open(run, SETTINGS, event -> {}, disk, InstantSource.system());
  }
}
