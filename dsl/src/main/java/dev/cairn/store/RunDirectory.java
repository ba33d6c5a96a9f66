package dev.cairn.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * A run's directory, for reading only: it takes no lock and changes nothing, so it serves a run
 * that trains in another process, one that died and one that was moved. Each call reads the disk
 * anew.
 */
public final class RunDirectory {
  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /** The run in this directory, which may not exist yet. */
  public static RunDirectory at(Path path) {
    return new RunDirectory(path);
  }

  /**
   * The runs below a directory, sorted by path. A run is a directory that holds a checkpoint, a
   * history or a lock; runs may lie within runs.
   */
  public static List<RunDirectory> below(Path root) throws IOException {
    RunFinder finder = new RunFinder(root);
    if (Files.isDirectory(root)) {
      Files.walkFileTree(root, finder);
    }
    return finder.found().stream().map(RunDirectory::at).toList();
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  /**
   * The checkpoints by rising step, damaged ones with the reason. Manifests and sizes are checked
   * here; {@link CheckpointReader#faults()} checks every byte.
   */
  public List<Checkpoint> checkpoints() throws IOException {
    Marks marks = marks();
    return found().stream().map(found -> found.checkpoint(marks)).toList();
  }

  /** The checkpoint of this step. */
  public Optional<Checkpoint> checkpoint(long step) throws IOException {
    return checkpoints().stream().filter(checkpoint -> checkpoint.step() == step).findFirst();
  }

  /** The newest valid checkpoint. */
  public Optional<Checkpoint> latest() throws IOException {
    return checkpoints().stream()
        .filter(Checkpoint::valid)
        .max(Comparator.comparingLong(Checkpoint::step));
  }

  /** The valid checkpoint that {@code best} points to. */
  public Optional<Checkpoint> best() throws IOException {
    return checkpoints().stream()
        .filter(checkpoint -> checkpoint.best() && checkpoint.valid())
        .findFirst();
  }

  /** What was logged, less the lines that a later resume went back behind. */
  public List<MetricsLine> metrics() throws IOException {
    return MetricsLog.effective(JsonLines.read(path.resolve(Layout.METRICS)));
  }

  /** What happened in the run, oldest first. */
  public List<HistoryEntry> history() throws IOException {
    return JsonLines.read(path.resolve(Layout.HISTORY)).stream()
        .flatMap(line -> History.parse(line).stream())
        .toList();
  }

  /** The last status written; empty if there is none that can be read. */
  public Optional<RunStatus> status() throws IOException {
    try {
      byte[] json = Files.readAllBytes(path.resolve(Layout.STATUS));
      return Optional.ofNullable(HuggingFaceJson.MAPPER.readValue(json, RunStatus.class));
    } catch (NoSuchFileException | JacksonException none) {
      return Optional.empty();
    }
  }

  /** The checkpoint directories by rising step. */
  List<Found> found() throws IOException {
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(child -> Layout.step(Layout.name(child)).isPresent())
          .filter(Layout::isDirectory)
          .map(Found::at)
          // The run's own process may have deleted it meanwhile.
          .filter(found -> found.valid() || Layout.isDirectory(found.path()))
          .filter(found -> found.valid() || !InPlace.isUnfinished(found.path()))
          .sorted(Comparator.comparingLong(Found::step))
          .toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
  }

  Marks marks() throws IOException {
    return new Marks(pointer(Layout.LATEST).read(), pointer(Layout.BEST).read(), pinned());
  }

  Pointer pointer(String name) {
    return new Pointer(path.resolve(name));
  }

  /** The first word of each line; what follows it says why. */
  private Set<String> pinned() throws IOException {
    try {
      byte[] text = Files.readAllBytes(path.resolve(Layout.PINNED));
      return new String(text, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.strip().split("\\s", 2)[0])
          .collect(Collectors.toSet());
    } catch (NoSuchFileException none) {
      return Set.of();
    }
  }
}
