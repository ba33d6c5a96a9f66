package dev.cairn.store;

import dev.cairn.share.OnStorage;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.SafetensorsWriter;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** What comes into a run from elsewhere; no power cut reaches it. */
final class Given {
  /** A disk that does everything but force. */
  static final Disk DISK = WatchedDisk.unforced();

  /** What writes it. */
  static final Storage STORAGE = new Storage(DISK, CrashScript.CLOCK);

  /** The checkpoints in the archive, with their {@code eval_loss}. */
  static final Map<Long, Double> ARCHIVED = Map.of(300L, 0.375, 400L, 0.625);

  /** The checkpoint of another program. */
  static final Map<Long, Double> FOREIGN = Map.of(600L, 0.25);

  private Given() {}

  /** The folder for it, beside the one that is recorded. */
  static Path below(Path recorded) {
    return recorded.resolveSibling("given");
  }

  /** An archive of a run. */
  static Path archive(Path recorded) throws IOException {
    Path archive = below(recorded).resolve("lr.zip");
    if (Files.notExists(archive)) {
      Path run = below(recorded).resolve("lr");
      try (CheckpointStore store = STORAGE.open(run, StoreSettings.keepingAll())) {
        store.save(Contents.evaluated(300, 0.375));
        store.save(Contents.evaluated(400, 0.625));
      }
      OnStorage.pack(run, archive, true, STORAGE);
    }
    return archive;
  }

  /** A checkpoint of Hugging Face's Trainer. */
  static Path foreign(Path recorded) throws IOException {
    Path checkpoint = below(recorded).resolve("checkpoint-600");
    if (Files.notExists(checkpoint)) {
      Files.createDirectories(checkpoint);
      try (FileChannel model =
          FileChannel.open(
              checkpoint.resolve(Contents.MODEL),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)) {
        SafetensorsWriter.write(
            List.of(MemoryTensor.floats("wte.weight", Shape.of(2), 1, 2)), model);
      }
      Files.writeString(
          checkpoint.resolve(Contents.STATE),
          HuggingFaceJson.format(
              Map.of(
                  "global_step",
                  600,
                  "best_metric",
                  0.25,
                  "log_history",
                  List.of(Map.of("step", 600, "epoch", 6.0, "eval_loss", 0.25)))));
    }
    return checkpoint;
  }
}
