package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts a damaged checkpoint right with files that are known by their SHA-256: its own whole ones,
 * those of a backup, of other checkpoints of the run, and of its trash.
 */
final class Repair {
  private final Disk disk;
  private final List<Path> copies;

  /**
   * A repair that reads nothing yet.
   *
   * @param elsewhere directories of runs that hold copies
   */
  Repair(Path run, List<Path> elsewhere, Disk disk) throws IOException {
    this.disk = disk;
    this.copies = new ArrayList<>();
    for (Path place : elsewhere) {
      copies.addAll(checkpoints(place));
    }
    copies.addAll(checkpoints(run));
    copies.addAll(checkpoints(run.resolve(Layout.TRASH)));
  }

  /** Writes the checkpoint as it was saved into a directory that is new and empty. */
  void write(Verified damaged, Path directory) throws IOException {
    Path path = damaged.checkpoint().path();
    Map<String, List<Path>> places = places();
    Set<String> bad = damaged.faults().stream().map(FileFault::file).collect(Collectors.toSet());
    Assembly.Sources sources =
        file -> {
          List<Path> found = new ArrayList<>();
          if (!bad.contains(file.name())) {
            found.add(path.resolve(file.name()));
          }
          found.addAll(places.getOrDefault(file.sha256(), List.of()));
          return found;
        };
    new Assembly(original(damaged.checkpoint()), sources, disk).write(directory);
  }

  /** A directory with the manifest that the checkpoint was saved with. */
  private Path original(Checkpoint damaged) throws IOException {
    if (isManifestOf(damaged.step(), damaged.path())) {
      return damaged.path();
    }
    return copies.stream()
        .filter(copy -> isManifestOf(damaged.step(), copy))
        .findFirst()
        .orElseThrow(
            () ->
                new DamagedCheckpointException(
                    damaged.path(), "there is no whole copy of " + Layout.MANIFEST));
  }

  private static boolean isManifestOf(long step, Path directory) {
    return Found.manifestAt(directory).filter(manifest -> manifest.step() == step).isPresent();
  }

  private Map<String, List<Path>> places() {
    Map<String, List<Path>> places = new HashMap<>();
    for (Path copy : copies) {
      for (Manifest.FileSums file : Found.manifestAt(copy).map(Manifest::files).orElse(List.of())) {
        places
            .computeIfAbsent(file.sha256(), unseen -> new ArrayList<>())
            .add(copy.resolve(file.name()));
      }
    }
    return places;
  }

  private List<Path> checkpoints(Path place) throws IOException {
    return Layout.isDirectory(place)
        ? disk.list(place).stream()
            .filter(child -> Layout.name(child).startsWith(Layout.CHECKPOINT))
            .filter(Layout::isDirectory)
            .toList()
        : List.of();
  }
}
