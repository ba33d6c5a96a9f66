package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.Checkpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTableTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final CheckpointTable TABLE =
      CheckpointTable.of(
          List.of(
              checkpoint(400, 1.934, true, false, Optional.empty()),
              checkpoint(500, 1.981, false, false, Optional.of("model.safetensors is cut short")),
              checkpoint(600, 2.012, false, true, Optional.empty())));

  @Test
  void showsMetricsLossFirstSizeAgeAndMarks() {
    assertThat(TABLE.render(Terminal.plain(120), NOW))
        .isEqualTo(
            """
            step  epoch  eval_loss  eval_accuracy    size  saved
             400   4.00      1.934         0.5000  9.4 MB  20 min ago  * best
             500   5.00      1.981         0.5000  9.4 MB  10 min ago  damaged
             600   6.00      2.012         0.5000  9.4 MB  0 s ago     latest
            checkpoint-500 is damaged: model.safetensors is cut short
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void fitsTheWidth(int width) {
    String rows = TABLE.render(Terminal.plain(width), NOW).replaceAll("(?m)^checkpoint-.*$", "");
    assertThat(rows.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    assertThat(rows).contains("step", "eval_loss", "* best", "damaged", "latest");
  }

  @Test
  void aNarrowTableKeepsStepLossAndMarks() {
    assertThat(TABLE.render(Terminal.plain(30), NOW).lines().limit(2))
        .containsExactly("step  eval_loss", " 400      1.934  * best");
  }

  @Test
  void aPipeGetsNoControlCharacters() {
    assertThat(TABLE.render(Terminal.plain(80), NOW)).doesNotContain("\u001b", "\r");
  }

  @Test
  void aTerminalShowsTheBestInGreenAndTheDamagedInRed() {
    assertThat(TABLE.render(new Terminal(120, true, true, true), NOW).lines())
        .anySatisfy(line -> assertThat(line).startsWith("\u001b[32m").contains("* best"))
        .anySatisfy(line -> assertThat(line).startsWith("\u001b[31m").contains("damaged"));
  }

  @Test
  void whereFilesAreSharedItShowsWhatEachTakesOnDiskToo() {
    CheckpointTable sharing =
        new CheckpointTable(
            TABLE.checkpoints(),
            Map.of("checkpoint-400", 9_400_000L, "checkpoint-500", 94_000L, "checkpoint-600", 94L),
            Map.of(),
            List.of());
    assertThat(sharing.render(Terminal.plain(120), NOW))
        .startsWith(
            """
            step  epoch  eval_loss  eval_accuracy    size  on disk  saved
             400   4.00      1.934         0.5000  9.4 MB   9.4 MB  20 min ago  * best
             500   5.00      1.981         0.5000  9.4 MB  94.0 kB  10 min ago  damaged
             600   6.00      2.012         0.5000  9.4 MB     94 B  0 s ago     latest
            """);
  }

  @Test
  void withoutCheckpointsItSaysSo() {
    assertThat(CheckpointTable.of(List.of()).render(Terminal.plain(80), NOW))
        .isEqualTo("no checkpoints\n");
  }

  @Test
  void whatNoManifestTellsIsLeftBlank() {
    Checkpoint bare =
        new Checkpoint(
            Path.of("runs/a/checkpoint-1"),
            1,
            Double.NaN,
            Map.of(),
            0,
            Instant.EPOCH,
            false,
            false,
            false,
            Optional.of("cairn.json is missing"));
    assertThat(CheckpointTable.of(List.of(bare)).render(Terminal.plain(80), NOW))
        .isEqualTo(
            """
            step  size
               1   0 B  damaged
            checkpoint-1 is damaged: cairn.json is missing
            """);
  }

  private static Checkpoint checkpoint(
      long step, double loss, boolean best, boolean latest, Optional<String> damage) {
    return new Checkpoint(
        Path.of("runs/a/checkpoint-" + step),
        step,
        step / 100.0,
        Map.of("eval_loss", loss, "eval_accuracy", 0.5),
        9_400_000,
        NOW.minusSeconds((600 - step) * 6),
        best,
        latest,
        false,
        damage);
  }
}
