package dev.cairn.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files below a directory, by what tells them apart on the disk: two names of one file, made by
 * a hard link, have the same key.
 *
 * @param files sizes in bytes by key
 * @param apparentBytes the sum over all names
 */
record Footprint(Map<Object, Long> files, long apparentBytes) {
  static final Footprint NONE = new Footprint(Map.of(), 0);

  Footprint {
    files = Map.copyOf(files);
  }

  /** What lies at the path; what cannot be read, or goes away meanwhile, takes no space. */
  static Footprint of(Path path) {
    Adding adding = new Adding();
    try {
      if (Files.exists(path)) {
        Files.walkFileTree(path, adding);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Footprint(adding.files, adding.bytes);
  }

  /** The bytes of the files of {@code some} that none of {@code others} has too. */
  static long bytesOfOnly(Collection<Footprint> some, Collection<Footprint> others) {
    Set<Object> counted = new HashSet<>();
    others.forEach(other -> counted.addAll(other.files().keySet()));
    return some.stream().mapToLong(one -> one.bytesNotIn(counted)).sum();
  }

  /** The bytes of the files that are not in {@code counted}, which takes them in. */
  long bytesNotIn(Set<Object> counted) {
    return files.entrySet().stream()
        .filter(file -> counted.add(file.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How much space several footprints take together, as they come and go. */
  static final class Total {
    private final Map<Object, Integer> names = new HashMap<>();
    private long bytes;

    Total(List<Footprint> footprints) {
      footprints.forEach(this::add);
    }

    long bytes() {
      return bytes;
    }

    private void add(Footprint footprint) {
      footprint
          .files()
          .forEach((key, size) -> bytes += names.merge(key, 1, Integer::sum) == 1 ? size : 0);
    }

    void remove(Footprint footprint) {
      footprint
          .files()
          .forEach((key, size) -> bytes -= names.merge(key, -1, Integer::sum) == 0 ? size : 0);
    }
  }

  private static final class Adding extends SimpleFileVisitor<Path> {
    private final Map<Object, Long> files = new HashMap<>();
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Object key = attributes.fileKey();
      files.put(key == null ? file : key, attributes.size());
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
