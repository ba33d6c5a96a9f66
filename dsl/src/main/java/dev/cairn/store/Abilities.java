package dev.cairn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the file system of a directory can do, found out by trying. Mounted drives and object stores
 * lack one thing or another.
 *
 * @param append whether a file can grow
 * @param fileRename whether a file can replace another in one instant
 * @param directoryRename whether a directory can be renamed
 * @param directoryForce whether the names in a directory can be forced
 */
record Abilities(
    boolean append,
    boolean fileRename,
    boolean directoryRename,
    boolean directoryForce,
    boolean symbolicLinks,
    boolean hardLinks) {

  static final Abilities ALL = new Abilities(true, true, true, true, true, true);

  /**
   * Tries each in a directory of its own below {@code directory}. What fails for want of space
   * counts as possible.
   *
   * @throws CheckpointFailedException if files cannot even be created and forced
   */
  static Abilities probe(Path directory, Disk disk) throws CheckpointFailedException {
    Path probe = directory.toAbsolutePath().normalize().resolve("probe");
    Path place = Drafts.begin(probe);
    Path moved = Drafts.begin(probe);
    try {
      Drafts.deleteAbandoned(probe, disk);
      disk.createDirectory(place);
      disk.createText(place.resolve("file"), "probe\n");
      return tried(place, moved, disk);
    } catch (IOException failure) {
      if (IoReason.isNoSpace(failure)) {
        return ALL;
      }
      throw notEnough(directory, IoReason.of(failure), failure);
    } finally {
      Drafts.end(place, disk);
      Drafts.end(moved, disk);
    }
  }

  private static Abilities tried(Path place, Path moved, Disk disk) {
    Path file = place.resolve("file");
    boolean append = can(() -> append(file, disk));
    boolean symbolicLinks = can(() -> disk.link(place.resolve("link"), "file"));
    boolean hardLinks = can(() -> disk.hardLink(place.resolve("twin"), file));
    boolean directoryForce = can(() -> disk.forceDirectory(place));
    boolean fileRename = can(() -> disk.rename(file, place.resolve("renamed")));
    boolean directoryRename = can(() -> disk.rename(place, moved));
    return new Abilities(
        append, fileRename, directoryRename, directoryForce, symbolicLinks, hardLinks);
  }

  /**
   * Refuses a file system on which no run can live.
   *
   * @throws CheckpointFailedException naming the way out
   */
  void requireForRun(Path run) throws CheckpointFailedException {
    if (!append || !fileRename) {
      String lacking = append ? "replace a file by a rename" : "append to a file";
      throw notEnough(run, "it cannot " + lacking, new IOException(lacking));
    }
  }

  /** The disk, with what it lacks done by other means. */
  Disk adapted(Disk disk) {
    return fileRename && directoryRename && directoryForce ? disk : new PoorDisk(disk, this);
  }

  /** One line about what is lacking and what is done instead; empty if nothing is. */
  Optional<String> lacking(boolean locks) {
    List<String> lacking = new ArrayList<>();
    if (!locks) {
      lacking.add("no locks (a heartbeat in run.lock says who is at work)");
    }
    if (!symbolicLinks) {
      lacking.add("no symbolic links (best and latest are files with a name)");
    }
    if (!hardLinks) {
      lacking.add("no hard links (files are copied)");
    }
    if (!directoryRename) {
      lacking.add("no rename of directories (checkpoints are written in place, cairn.json last)");
    }
    if (!directoryForce) {
      lacking.add("no forcing of directories (a power cut may cost the newest checkpoint)");
    }
    return lacking.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lacking));
  }

  private static void append(Path file, Disk disk) throws IOException {
    try (Disk.OpenFile open = disk.append(file)) {
      open.write(ByteBuffer.wrap(new byte[] {'\n'}));
      open.force();
    }
  }

  private static boolean can(FullDiskPolicy.Action action) {
    try {
      action.run();
      return true;
    } catch (UnsupportedOperationException no) {
      return false;
    } catch (IOException failure) {
      return IoReason.isNoSpace(failure);
    }
  }

  private static CheckpointFailedException notEnough(Path run, String reason, IOException failure) {
    return new CheckpointFailedException(
        "%s cannot hold a run (%s); keep the run on a local disk, and write backupTo(\"%s\")"
            .formatted(run, reason, run),
        failure);
  }
}
