package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * A run's directory, for reading only: it takes no lock and changes nothing, so it serves a run
 * that trains in another process, one that died and one that was moved. Each call reads the disk
 * anew.
 */
public final class RunDirectory {
  private static final Comparator<Path> NEWEST_FIRST =
      Comparator.comparingLong((Path path) -> Layout.step(Layout.name(path)).orElseThrow())
          .reversed();

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
    return named(Layout.checkpointName(step));
  }

  /** The checkpoint of this name, such as {@code checkpoint-300}. */
  public Optional<Checkpoint> named(String name) throws IOException {
    Path place = path.resolve(name);
    return Layout.step(name).isPresent() && Layout.isDirectory(place)
        ? Optional.of(Found.at(place).checkpoint(marks()))
        : Optional.empty();
  }

  /** A checkpoint by what people call it: best, latest, checkpoint-300, or the label of its pin. */
  public Optional<Checkpoint> find(String word) throws IOException {
    return switch (word) {
      case "best" -> best();
      case "latest" -> latest();
      default -> {
        Optional<Checkpoint> named = named(word);
        yield named.isPresent() ? named : pinned(word);
      }
    };
  }

  /** The newest valid checkpoint. */
  public Optional<Checkpoint> latest() throws IOException {
    Marks marks = marks();
    return named().stream()
        .sorted(NEWEST_FIRST)
        .filter(Layout::isDirectory)
        .map(Found::at)
        .filter(Found::valid)
        .findFirst()
        .map(found -> found.checkpoint(marks));
  }

  /** The valid checkpoint that {@code best} points to. */
  public Optional<Checkpoint> best() throws IOException {
    Optional<String> name = pointer(Layout.BEST).read();
    return name.isPresent() ? named(name.get()).filter(Checkpoint::valid) : Optional.empty();
  }

  /** The checkpoint that is pinned with this label. */
  public Optional<Checkpoint> pinned(String label) throws IOException {
    Optional<String> name = marks().pins().labelled(label);
    return name.isPresent() ? named(name.get()) : Optional.empty();
  }

  /** The process that trains the run or changes what is in it, now. */
  public Optional<Holder> holder() throws IOException {
    return RunLock.holderOf(path, InstantSource.system());
  }

  /** Reads every byte of every checkpoint; by rising step, with what is wrong with each. */
  public List<Verified> verify(VerifyDepth depth) throws IOException {
    List<Checkpoint> checkpoints = checkpoints();
    Verification verification = Verification.of(checkpoints, depth);
    return checkpoints.stream().map(verification::verify).toList();
  }

  /** The checkpoints that are one compressed file each, by rising step. */
  public List<CompressedCheckpoint> compressed() throws IOException {
    List<CompressedCheckpoint> compressed = new ArrayList<>();
    try (Stream<Path> children = Files.list(path)) {
      for (Path child : children.filter(Files::isRegularFile).toList()) {
        String name = Layout.name(child);
        if (name.endsWith(Layout.COMPRESSED)) {
          String bare = name.substring(0, name.length() - Layout.COMPRESSED.length());
          long bytes = Files.size(child);
          Layout.step(bare)
              .ifPresent(step -> compressed.add(new CompressedCheckpoint(child, step, bytes)));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
    compressed.sort(Comparator.comparingLong(CompressedCheckpoint::step));
    return compressed;
  }

  /** The compressed checkpoint of this name, such as {@code checkpoint-300}. */
  public Optional<CompressedCheckpoint> compressed(String name) throws IOException {
    return compressed().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** What the run takes on the disk. */
  public DiskUsage usage() throws IOException {
    return DiskUsage.of(path);
  }

  /** What lies in the trash. */
  public List<Trashed> trash() throws IOException {
    return Trash.kept(path);
  }

  /** What was logged, less the lines that a later resume went back behind. */
  public List<MetricsLine> metrics() throws IOException {
    return MetricsLog.effective(JsonLines.read(path.resolve(Layout.METRICS)));
  }

  /** What was logged, to be read as it grows. */
  public MetricsTail metricsTail() {
    return new MetricsTail(path);
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
    return named().parallelStream()
        .filter(Layout::isDirectory)
        .map(Found::at)
        // The run's own process may have deleted it meanwhile.
        .filter(found -> found.valid() || Layout.isDirectory(found.path()))
        .filter(found -> found.valid() || !InPlace.isUnfinished(found.path()))
        .sorted(Comparator.comparingLong(Found::step))
        .toList();
  }

  /** What has the name of a checkpoint, in any order. */
  private List<Path> named() throws IOException {
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(child -> Layout.step(Layout.name(child)).isPresent()).toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
  }

  /** The checkpoint that a pointer points to, if it is there. */
  Optional<Path> marked(String pointer) throws IOException {
    return pointer(pointer).read().map(path::resolve).filter(Layout::isDirectory);
  }

  Marks marks() throws IOException {
    return new Marks(pointer(Layout.LATEST).read(), pointer(Layout.BEST).read(), Pins.read(path));
  }

  Pointer pointer(String name) {
    return new Pointer(path.resolve(name));
  }
}
