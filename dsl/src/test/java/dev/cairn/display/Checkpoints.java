package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Checkpoints that are nowhere. */
final class Checkpoints {

  private Checkpoints() {}

  static Checkpoint at(long step) {
    return new Checkpoint(
        Path.of("runs/a/checkpoint-" + step),
        step,
        step / 100.0,
        Map.of("eval_loss", 2.5),
        9_400_000,
        Instant.EPOCH,
        step == 0,
        false,
        false,
        Optional.empty());
  }
}
