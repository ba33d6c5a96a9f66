package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A directory with the name of a checkpoint, and what its manifest and the sizes of its files say.
 * Their bytes are not read for this.
 */
record Found(Path path, long step, Optional<Summary> summary, Optional<String> damage) {

  static Found at(Path path) {
    long step = Layout.step(Layout.name(path)).orElseThrow();
    Optional<Summary> whole = SummaryReader.read(path, step);
    return whole.isPresent()
        ? new Found(path, step, whole, Optional.empty())
        : suspected(path, step);
  }

  /** A closer look, which says what is wrong. */
  private static Found suspected(Path path, long step) {
    try {
      Manifest manifest = Manifest.read(path);
      return new Found(path, step, Optional.of(Summary.of(manifest)), damage(path, step, manifest));
    } catch (DamagedCheckpointException damaged) {
      return new Found(path, step, Optional.empty(), Optional.of(damaged.fault()));
    } catch (IOException failure) {
      return new Found(path, step, Optional.empty(), Optional.of(IoReason.of(failure)));
    }
  }

  /** The manifest of this directory, whatever its name; empty if it cannot be trusted. */
  static Optional<Manifest> manifestAt(Path path) {
    try {
      return Optional.of(Manifest.read(path));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  boolean valid() {
    return damage.isEmpty();
  }

  /** The same directory, once more was found wrong with it. */
  Found damagedBy(String fault) {
    return new Found(path, step, summary, Optional.of(fault));
  }

  String name() {
    return Layout.checkpointName(step);
  }

  /** How good it is, higher is better; empty if it is no candidate for best. */
  OptionalDouble score(Optional<BestBy> bestBy) {
    Optional<Map<String, Double>> metrics =
        summary.filter(Summary::candidateForBest).map(Summary::metrics);
    return metrics.isPresent() && bestBy.isPresent() && bestBy.get().isIn(metrics.get())
        ? bestBy.get().score(metrics.get())
        : OptionalDouble.empty();
  }

  /** When it was saved; the epoch if its manifest does not say so. */
  Instant saved() {
    return summary.map(Summary::created).orElse(Instant.EPOCH);
  }

  Checkpoint checkpoint(Marks marks) {
    return new Checkpoint(
        path,
        step,
        summary.map(Summary::epoch).orElse(Double.NaN),
        summary.map(Summary::metrics).orElse(Map.of()),
        summary.map(Summary::bytes).orElse(0L),
        saved(),
        marks.isBest(name()),
        marks.isLatest(name()),
        marks.isPinned(name()),
        damage,
        marks.pins().label(name()));
  }

  private static Optional<String> damage(Path path, long step, Manifest manifest)
      throws IOException {
    if (manifest.step() != step) {
      return Optional.of(
          "%s is of step %d: the directory was renamed or its files were mixed"
              .formatted(Layout.MANIFEST, manifest.step()));
    }
    for (Manifest.FileSums file : manifest.files()) {
      Optional<String> damage = sizeDamage(path.resolve(file.name()), file);
      if (damage.isPresent()) {
        return damage;
      }
    }
    return Optional.empty();
  }

  /** What the size of a file says is wrong with it. */
  static Optional<String> sizeDamage(Path path, Manifest.FileSums file) throws IOException {
    try {
      long size = Files.size(path);
      return size == file.size()
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s is %,d bytes long, was saved with %,d",
                  file.name(),
                  size,
                  file.size()));
    } catch (NoSuchFileException missing) {
      return Optional.of(file.name() + " is missing");
    }
  }
}
