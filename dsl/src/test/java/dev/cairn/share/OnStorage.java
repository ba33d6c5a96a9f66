package dev.cairn.share;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.CompressedCheckpoint;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What this package writes, on a storage of whoever cuts its power. */
public final class OnStorage {
  private OnStorage() {}

  /** Archives a run, in the place of an archive that is there. */
  public static void pack(Path run, Path archive, boolean compress, Storage storage)
      throws IOException {
    ArchiveSettings settings = new ArchiveSettings(compress, true);
    Archive.pack(RunDirectory.at(run), archive, settings, storage, event -> {});
  }

  /** Exports a checkpoint, in the place of an export that is there. */
  public static void export(Checkpoint checkpoint, Path to, Storage storage) throws IOException {
    ExportSettings replacing = new ExportSettings(ExportLayout.HF, Optional.empty(), true, true);
    Export.run(checkpoint, to, replacing, storage, event -> {});
  }

  /** Makes one compressed file of a checkpoint. */
  public static void compress(CheckpointStore store, Checkpoint checkpoint, Storage storage)
      throws IOException {
    ColdCheckpoint.compress(store, checkpoint, storage, event -> {});
  }

  /** Makes a checkpoint of a compressed file again. */
  public static void decompress(
      CheckpointStore store, CompressedCheckpoint compressed, Storage storage) throws IOException {
    ColdCheckpoint.decompress(store, compressed, storage, event -> {});
  }

  /** Unpacks an archive into a run that is there or not. */
  public static List<Checkpoint> unpack(Path archive, Path run, Storage storage)
      throws IOException {
    return Archive.unpack(
        archive, new Archive.Destination.As(run), OptionalLong.empty(), storage, event -> {});
  }

  /** Imports a checkpoint of another program. */
  public static List<Checkpoint> bringIn(Path from, Path run, Storage storage) throws IOException {
    return Import.run(from, run, false, storage, event -> {});
  }
}
