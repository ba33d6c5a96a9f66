package dev.cairn.compare;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds checkpoints by words: {@code run/checkpoint-300}, {@code run/best}, {@code run/latest}, a
 * pin's label, a run for its best checkpoint (its latest if none is best), or a glob over runs or
 * checkpoints such as {@code sft/*}.
 */
public final class Selection {

  /** So many names of runs an error lists. */
  private static final int MOST = 8;

  private final Path runs;
  private final Map<Path, Entrant> found = new LinkedHashMap<>();

  private Selection(Path runs) {
    this.runs = runs.toAbsolutePath().normalize();
  }

  /**
   * The checkpoints of the words, each once, in their order.
   *
   * @param runs the directory of runs
   * @throws IllegalArgumentException if a word names nothing; the message names what there is
   */
  public static List<Entrant> of(Path runs, List<String> words) throws IOException {
    Selection selection = new Selection(runs);
    for (String word : words) {
      if (word.matches(".*[*?\\[{].*")) {
        selection.glob(word);
      } else {
        selection.one(word);
      }
    }
    return List.copyOf(selection.found.values());
  }

  /** What a checkpoint is called: by its run below the directory of runs, or by its path. */
  public static Entrant named(Path runs, Checkpoint checkpoint) {
    return new Selection(runs).entrant(checkpoint);
  }

  private void glob(String glob) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    int before = found.size();
    List<RunDirectory> all = RunDirectory.below(runs);
    for (RunDirectory run : all) {
      if (matcher.matches(relative(run.path()))) {
        chosen(run).ifPresent(this::add);
      }
    }
    if (found.size() == before) {
      for (RunDirectory run : all) {
        run.checkpoints().stream()
            .filter(checkpoint -> matcher.matches(relative(checkpoint.path())))
            .forEach(this::add);
      }
    }
    if (found.size() == before) {
      throw new IllegalArgumentException("nothing matches %s; %s".formatted(glob, known()));
    }
  }

  private void one(String word) throws IOException {
    Path path = Path.of(word);
    for (Path candidate : List.of(runs.resolve(path), path.toAbsolutePath())) {
      Optional<Checkpoint> checkpoint = at(candidate.normalize());
      if (checkpoint.isPresent()) {
        add(checkpoint.get());
        return;
      }
    }
    boolean several = !RunDirectory.below(runs.resolve(path)).isEmpty();
    throw new IllegalArgumentException(
        several
            ? "%s is no run, but holds some: write '%s/**' for all of them".formatted(word, word)
            : "there is no run or checkpoint %s; %s".formatted(word, known()));
  }

  private static Optional<Checkpoint> at(Path path) throws IOException {
    Optional<Checkpoint> ofRun = chosen(RunDirectory.at(path));
    Path parent = path.getParent();
    if (ofRun.isPresent() || parent == null) {
      return ofRun;
    }
    return RunDirectory.at(parent).find(String.valueOf(path.getFileName()));
  }

  private static Optional<Checkpoint> chosen(RunDirectory run) throws IOException {
    if (!Files.isDirectory(run.path())) {
      return Optional.empty();
    }
    Optional<Checkpoint> best = run.best();
    if (best.isPresent()) {
      return best;
    }
    Optional<Checkpoint> latest = run.latest();
    return latest.isPresent() ? latest : run.checkpoints().stream().findFirst();
  }

  private void add(Checkpoint checkpoint) {
    found.computeIfAbsent(checkpoint.path(), path -> entrant(checkpoint));
  }

  private Entrant entrant(Checkpoint checkpoint) {
    return Entrant.read(relative(checkpoint.path()).toString().replace('\\', '/'), checkpoint);
  }

  private Path relative(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(runs) ? runs.relativize(absolute) : path;
  }

  private String known() throws IOException {
    List<String> names = new ArrayList<>();
    for (RunDirectory run : RunDirectory.below(runs)) {
      names.add(relative(run.path()).toString());
    }
    String rest = names.size() > MOST ? ", and %d more".formatted(names.size() - MOST) : "";
    return names.isEmpty()
        ? runs + " holds no runs"
        : names.stream().limit(MOST).collect(Collectors.joining(", ", runs + " holds ", rest));
  }
}
