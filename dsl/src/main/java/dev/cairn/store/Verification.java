package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads checkpoints and compares every byte with what was saved. A file that several of them share
 * by hard links is read once.
 */
public final class Verification {
  private final VerifyDepth depth;
  private final Map<Object, TreeSet<String>> holders = new HashMap<>();
  private final Map<SharedFile, List<FileFault>> known = new ConcurrentHashMap<>();

  /** A file on disk and what one manifest says of it. */
  private record SharedFile(Object key, Manifest.FileSums saved) {}

  private Verification(VerifyDepth depth) {
    this.depth = depth;
  }

  /**
   * Prepares for a set of checkpoints; no byte of them is read yet.
   *
   * @param checkpoints those to look for shared files in
   */
  public static Verification of(List<Checkpoint> checkpoints, VerifyDepth depth)
      throws IOException {
    Verification verification = new Verification(depth);
    for (Checkpoint checkpoint : checkpoints) {
      verification.note(checkpoint.path());
    }
    return verification;
  }

  /** Reads one of the checkpoints. */
  public Verified verify(Checkpoint checkpoint) {
    Path path = checkpoint.path();
    try {
      Manifest manifest = Manifest.read(path);
      List<FileFault> faults = faults(path, manifest);
      return faults.isEmpty() && checkpoint.damage().isPresent()
          ? unreadable(checkpoint, checkpoint.damage().get())
          : new Verified(checkpoint, faults, sharedWith(path, faults));
    } catch (DamagedCheckpointException damaged) {
      return unreadable(checkpoint, damaged.fault());
    } catch (IOException failure) {
      return unreadable(checkpoint, Layout.MANIFEST + " cannot be read: " + IoReason.of(failure));
    }
  }

  private static Verified unreadable(Checkpoint checkpoint, String fault) {
    return new Verified(checkpoint, List.of(FileFault.ofManifest(fault)), List.of());
  }

  private List<FileFault> faults(Path checkpoint, Manifest manifest) {
    return manifest.files().parallelStream()
        .flatMap(file -> faults(checkpoint, file).stream())
        .toList();
  }

  private List<FileFault> faults(Path checkpoint, Manifest.FileSums file) {
    Optional<SharedFile> shared =
        key(checkpoint.resolve(file.name())).map(key -> new SharedFile(key, file));
    List<FileFault> before = shared.map(known::get).orElse(null);
    if (before != null) {
      return before;
    }
    List<FileFault> faults = read(checkpoint, file);
    shared.ifPresent(one -> known.put(one, faults));
    return faults;
  }

  private List<FileFault> read(Path checkpoint, Manifest.FileSums file) {
    return new FileCheck(checkpoint, file).faults(depth);
  }

  private void note(Path checkpoint) throws IOException {
    for (Manifest.FileSums file : files(checkpoint)) {
      key(checkpoint.resolve(file.name()))
          .ifPresent(
              key ->
                  holders
                      .computeIfAbsent(key, unseen -> new TreeSet<>())
                      .add(checkpoint.toString()));
    }
  }

  private static List<Manifest.FileSums> files(Path checkpoint) throws IOException {
    try {
      return Manifest.read(checkpoint).files();
    } catch (DamagedCheckpointException holdsNothingKnown) {
      return List.of();
    }
  }

  private List<String> sharedWith(Path checkpoint, List<FileFault> faults) {
    TreeSet<String> others = new TreeSet<>();
    for (FileFault fault : faults) {
      key(checkpoint.resolve(fault.file()))
          .ifPresent(key -> others.addAll(holders.getOrDefault(key, new TreeSet<>())));
    }
    others.remove(checkpoint.toString());
    return List.copyOf(others);
  }

  /** What tells files apart whatever their names; empty where the file system has no such thing. */
  private static Optional<Object> key(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException missing) {
      return Optional.empty();
    }
  }
}
