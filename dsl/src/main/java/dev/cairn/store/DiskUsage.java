package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run takes on the disk.
 *
 * @param parts the checkpoints by rising step, then the trash, then all other files together
 */
public record DiskUsage(List<Part> parts) {
  private static final String OTHER = "other files";

  /**
   * What one part takes.
   *
   * @param name the checkpoint's, {@code trash}, or {@code other files}: logs and a linked model
   * @param apparentBytes the sizes of all files
   * @param bytes the same without files that an earlier part holds too, under another name
   */
  public record Part(String name, long apparentBytes, long bytes) {}

  /** Copies the list. */
  public DiskUsage {
    parts = List.copyOf(parts);
  }

  static DiskUsage of(Path run) throws IOException {
    List<Path> checkpoints = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    try (var children = Files.list(run)) {
      for (Path child : children.sorted().toList()) {
        boolean checkpoint =
            Layout.step(Layout.name(child)).isPresent() && Layout.isDirectory(child);
        (checkpoint ? checkpoints : others).add(child);
      }
    }
    checkpoints.sort(Comparator.comparingLong(path -> Layout.step(Layout.name(path)).orElse(0)));
    Set<Object> counted = new HashSet<>();
    List<Part> parts = new ArrayList<>();
    List<Footprint> footprints = checkpoints.parallelStream().map(Footprint::of).toList();
    for (int i = 0; i < checkpoints.size(); i++) {
      parts.add(part(Layout.name(checkpoints.get(i)), List.of(footprints.get(i)), counted));
    }
    Path trash = run.resolve(Layout.TRASH);
    if (others.remove(trash)) {
      parts.add(part(Layout.TRASH, List.of(Footprint.of(trash)), counted));
    }
    // A run may lie within a run; it has a usage of its own.
    others.removeIf(Layout::isDirectory);
    parts.add(part(OTHER, others.stream().map(Footprint::of).toList(), counted));
    return new DiskUsage(parts);
  }

  /** The sizes of all files. */
  public long apparentBytes() {
    return parts.stream().mapToLong(Part::apparentBytes).sum();
  }

  /** What the files take; one with several names, made by hard links, counts once. */
  public long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  private static Part part(String name, List<Footprint> footprints, Set<Object> counted) {
    long apparent = footprints.stream().mapToLong(Footprint::apparentBytes).sum();
    long bytes = footprints.stream().mapToLong(one -> one.bytesNotIn(counted)).sum();
    return new Part(name, apparent, bytes);
  }
}
