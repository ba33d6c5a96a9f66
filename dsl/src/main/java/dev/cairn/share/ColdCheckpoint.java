package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.CompressedCheckpoint;
import dev.cairn.store.PrunePlan;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Staged;
import dev.cairn.store.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checkpoints that are kept, but seldom opened, as one compressed file of the run each. At every
 * instant the directory or the file is whole, or both are; who is killed on the way calls again.
 */
public final class ColdCheckpoint {
  private static final ArchiveSettings PLANES = new ArchiveSettings(true, true);

  private ColdCheckpoint() {}

  /**
   * Replaces a checkpoint's directory by a file. The file is durable, and was read back, before the
   * directory goes.
   *
   * @param store the holder of the run
   * @throws IllegalArgumentException if it is the best or the latest
   * @throws ShareException if it does not match its manifest
   */
  public static CompressedCheckpoint compress(
      CheckpointStore store, Checkpoint checkpoint, Consumer<? super ShareEvent> listener)
      throws IOException {
    return compress(store, checkpoint, Storage.LOCAL, listener);
  }

  static CompressedCheckpoint compress(
      CheckpointStore store,
      Checkpoint checkpoint,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    if (checkpoint.best() || checkpoint.latest()) {
      throw new IllegalArgumentException(
          "%s is the %s and has to be at hand; compress others"
              .formatted(checkpoint.path(), checkpoint.latest() ? "latest" : "best"));
    }
    RunDirectory run = store.directory();
    Path file = run.path().resolve(CompressedCheckpoint.fileName(checkpoint));
    Archive.pack(checkpoint, file, PLANES, storage, listener);
    try (Staged readBack = storage.stage(run.path().resolve(checkpoint.name()))) {
      unpack(file, checkpoint.name(), readBack, listener);
    }
    store.record("compressed", Map.of("step", checkpoint.step(), "file", FileNames.of(file)));
    store.prune(
        new PrunePlan(List.of(new PrunePlan.Verdict(checkpoint, false, "it is compressed"))));
    return run.compressed(checkpoint.name()).orElseThrow();
  }

  /**
   * Replaces the file by the checkpoint's directory again, of the same bytes.
   *
   * @param store the holder of the run
   * @throws ShareException if the file is damaged, or another checkpoint of that step is there
   */
  public static Checkpoint decompress(
      CheckpointStore store, CompressedCheckpoint compressed, Consumer<? super ShareEvent> listener)
      throws IOException {
    return decompress(store, compressed, Storage.LOCAL, listener);
  }

  static Checkpoint decompress(
      CheckpointStore store,
      CompressedCheckpoint compressed,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    RunDirectory run = store.directory();
    Path place = run.path().resolve(compressed.name());
    Optional<Checkpoint> there = run.named(compressed.name());
    if (there.isEmpty()) {
      try (Staged staged = storage.stage(place)) {
        unpack(compressed.path(), compressed.name(), staged, listener);
        staged.place(staged.path().resolve(compressed.name()), place);
      }
      store.record("decompressed", Map.of("step", compressed.step()));
    } else if (!isWhole(there.get())) {
      throw Room.inTheWay(place, "is there already, and damaged; remove it by cairn rm first");
    }
    storage.delete(compressed.path());
    store.updateBest();
    return run.named(compressed.name()).orElseThrow();
  }

  private static void unpack(
      Path file, String name, Staged staged, Consumer<? super ShareEvent> listener)
      throws IOException {
    Unpacking unpacking = new Unpacking(file, Files.size(file), staged, Long.MAX_VALUE, listener);
    unpacking.run();
    if (!unpacking.checkpoints().equals(Set.of(name))) {
      throw ShareException.in(file, Fault.NO_CHECKPOINT, "it holds something other than " + name);
    }
  }

  private static boolean isWhole(Checkpoint checkpoint) {
    if (!checkpoint.valid()) {
      return false;
    }
    try (CheckpointReader reader = checkpoint.open()) {
      return reader.faults().isEmpty();
    } catch (IOException unreadable) {
      return false;
    }
  }
}
