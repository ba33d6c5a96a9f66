package dev.cairn.share;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Staged;
import dev.cairn.store.Storage;
import dev.cairn.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Runs and checkpoints as one file: {@code .tar.zst}, {@code .tar.gz} or {@code .zip}. Every file
 * is compared with its manifest on the way in and on the way out; equal checkpoints make equal
 * archives.
 */
public final class Archive {
  /** What any archive may unpack to unless told otherwise: 1 GiB. */
  private static final long HARMLESS = 1L << 30;

  /** How many times its own size an archive may unpack to unless told otherwise. */
  private static final long RATIO = 100;

  private Archive() {}

  /**
   * Archives a run with its checkpoints, its best and latest, its metrics and history. Damaged
   * checkpoints are left out, and said.
   *
   * @param target a file whose name ends with .tar.zst, .tar.gz or .zip
   * @throws ShareException if the file is in the way or its name is of another kind, or if a
   *     checkpoint does not match its manifest
   */
  public static void pack(
      RunDirectory run,
      Path target,
      ArchiveSettings settings,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    pack(run, target, settings, Storage.LOCAL, listener);
  }

  static void pack(
      RunDirectory run,
      Path target,
      ArchiveSettings settings,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    ArchiveFormat.named(target);
    Packing.run(ArchivePlan.of(run, listener), target, settings, storage, listener);
  }

  /**
   * Archives one checkpoint, in a directory that is named as its run.
   *
   * @throws ShareException if the file is in the way or its name is of another kind, or if the
   *     checkpoint does not match its manifest
   * @throws dev.cairn.store.DamagedCheckpointException if its manifest cannot be trusted
   */
  public static void pack(
      Checkpoint checkpoint,
      Path target,
      ArchiveSettings settings,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    pack(checkpoint, target, settings, Storage.LOCAL, listener);
  }

  static void pack(
      Checkpoint checkpoint,
      Path target,
      ArchiveSettings settings,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    ArchiveFormat.named(target);
    Packing.run(ArchivePlan.of(checkpoint), target, settings, storage, listener);
  }

  /**
   * Unpacks an archive into a run that does not exist yet; or its checkpoints into one that does
   * and is not being trained, as long as it has none of the same steps.
   *
   * @param to where the run goes
   * @param mostBytes what all files may have together; empty for 100 times the archive's size, or 1
   *     GiB if that is more
   * @return the checkpoints that came in
   * @throws ShareException if anything in the archive is not what a run has, with the fault
   */
  public static List<Checkpoint> unpack(
      Path archive, Destination to, OptionalLong mostBytes, Consumer<? super ShareEvent> listener)
      throws IOException {
    return unpack(archive, to, mostBytes, Storage.LOCAL, listener);
  }

  static List<Checkpoint> unpack(
      Path archive,
      Destination to,
      OptionalLong mostBytes,
      Storage storage,
      Consumer<? super ShareEvent> listener)
      throws IOException {
    long size = Files.size(archive);
    long most = mostBytes.orElse(Math.max(HARMLESS, Math.multiplyExact(size, RATIO)));
    try (Staged staged = storage.stage(to.run(FileNames.of(archive)))) {
      Unpacking unpacking = new Unpacking(archive, size, staged, most, listener);
      Path run = to.run(unpacking.run());
      storage.recover(run);
      if (Files.exists(run, LinkOption.NOFOLLOW_LINKS)) {
        addTo(run, staged, unpacking, storage);
      } else {
        staged.place(run);
      }
      return RunDirectory.at(run).checkpoints().stream()
          .filter(checkpoint -> unpacking.checkpoints().contains(checkpoint.name()))
          .toList();
    }
  }

  private static void addTo(Path run, Staged staged, Unpacking unpacking, Storage storage)
      throws IOException {
    List<Checkpoint> there = RunDirectory.at(run).checkpoints();
    if (there.isEmpty()) {
      throw Room.inTheWay(run, "is there already and no run; name another directory by --to");
    }
    for (Checkpoint checkpoint : there) {
      if (unpacking.checkpoints().contains(checkpoint.name())) {
        throw Room.inTheWay(checkpoint.path(), "is there already; unpack into another run by --to");
      }
    }
    try (CheckpointStore store = storage.open(run, StoreSettings.keepingAll())) {
      for (String checkpoint : unpacking.checkpoints()) {
        staged.place(staged.path().resolve(checkpoint), run.resolve(checkpoint));
        store.record("unarchived", Map.of("checkpoint", checkpoint));
      }
    }
    // Opened once more, it points latest to the newest of what is there now.
    storage.open(run, StoreSettings.keepingAll()).close();
  }

  /** Where an archive is unpacked to. */
  public sealed interface Destination {

    /** A run of the name that the archive has, in this folder of runs. */
    record In(Path folder) implements Destination {}

    /** A run of this path. */
    record As(Path path) implements Destination {}

    private Path run(String name) {
      return this instanceof In in ? in.folder().resolve(name) : ((As) this).path();
    }
  }
}
