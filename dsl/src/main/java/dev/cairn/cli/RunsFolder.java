package dev.cairn.cli;

import dev.cairn.Session;
import dev.cairn.settings.SettingLayers;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.CompressedCheckpoint;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.train.StoredRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The directory of runs, and what the command line may name in it; mixed into commands. */
final class RunsFolder {

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description =
          "Where runs live. Default: CAIRN_RUNS, else as settings files say, else ./runs.")
  private @Nullable Path given;

  Path path() {
    return given == null ? Session.runsDirectory() : given;
  }

  /** The directory, where the settings that lie below a script are at hand. */
  Path path(SettingLayers layers) {
    return given == null ? Session.runsDirectory(layers) : given;
  }

  /** Whether the command line names the directory. */
  boolean isGiven() {
    return given != null;
  }

  /** All runs, sorted by name. */
  List<RunDirectory> all() throws IOException {
    return RunDirectory.below(path());
  }

  /** A run's name: its directory below the directory of runs, or its path if it lies elsewhere. */
  String name(RunDirectory run) {
    Path root = path().toAbsolutePath().normalize();
    Path directory = run.path().toAbsolutePath().normalize();
    return directory.startsWith(root) ? slashed(root.relativize(directory)) : run.path().toString();
  }

  /**
   * A run by its name or its path.
   *
   * @throws NotFoundException if there is none, naming those there are
   */
  RunDirectory run(String wanted) throws IOException {
    return find(wanted)
        .orElseThrow(
            () -> new NotFoundException("there is no run %s; %s".formatted(wanted, known())));
  }

  /**
   * A checkpoint by its path, as {@code run/checkpoint-300}, {@code run/best}, {@code run/latest}
   * or with the label of its pin, or by its run's name for the latest.
   *
   * @throws NotFoundException if there is none, naming those there are
   */
  Checkpoint checkpoint(String wanted) throws IOException {
    Optional<RunDirectory> whole = find(wanted);
    if (whole.isPresent()) {
      return named(whole.get(), "latest");
    }
    Path path = Path.of(wanted);
    Path parent = path.getParent();
    RunDirectory run =
        find(parent == null ? "." : parent.toString())
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "there is no checkpoint %s; %s".formatted(wanted, known())));
    return named(run, String.valueOf(path.getFileName()));
  }

  /**
   * A compressed checkpoint by {@code run/checkpoint-300}, or by the path that it had or has.
   *
   * @throws NotFoundException if there is none, naming those there are
   */
  CompressedCheckpoint compressed(String wanted) throws IOException {
    Path path = Path.of(wanted);
    RunDirectory run = run(String.valueOf(path.getParent()));
    List<CompressedCheckpoint> there = run.compressed();
    return there.stream()
        .filter(one -> path.endsWith(one.name()) || path.endsWith(one.path().getFileName()))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "the run %s has no compressed %s; it has %s"
                        .formatted(name(run), path.getFileName(), names(there))));
  }

  private static String names(List<CompressedCheckpoint> compressed) {
    return compressed.isEmpty()
        ? "none"
        : compressed.stream().map(CompressedCheckpoint::name).collect(Collectors.joining(", "));
  }

  private Checkpoint named(RunDirectory run, String name) throws IOException {
    Optional<Checkpoint> found = run.find(name);
    if (found.isEmpty() && run.compressed(name).isPresent()) {
      throw new NotFoundException(
          "%s/%s is compressed; cairn decompress %s/%s opens it again"
              .formatted(name(run), name, name(run), name));
    }
    if (found.isEmpty()) {
      String there =
          run.checkpoints().stream().map(Checkpoint::name).collect(Collectors.joining(", "));
      throw new NotFoundException(
          "the run %s has no checkpoint %s; it has %s"
              .formatted(name(run), name, there.isEmpty() ? "none" : there));
    }
    return found.get();
  }

  /** A run by its name or its path. */
  Optional<RunDirectory> find(String wanted) throws IOException {
    for (Path candidate : List.of(path().resolve(wanted), Path.of(wanted))) {
      if (isRun(candidate)) {
        return Optional.of(RunDirectory.at(candidate));
      }
    }
    return Optional.empty();
  }

  /**
   * Opens a run to change what is in it, by the rules that it trains with; its trash stays.
   *
   * @throws dev.cairn.store.RunInUseException if it trains now
   */
  CheckpointStore open(RunDirectory run) throws IOException {
    StoreSettings settings = StoredRules.of(run).orElseGet(StoreSettings::keepingAll);
    return CheckpointStore.open(run.path(), settings.keepingTrash(), event -> {});
  }

  /** The run of a checkpoint. */
  static RunDirectory runOf(Checkpoint checkpoint) {
    return RunDirectory.at(Objects.requireNonNull(checkpoint.path().getParent()));
  }

  private static boolean isRun(Path directory) throws IOException {
    return Files.exists(directory.resolve("history.jsonl"))
        || Files.exists(directory.resolve("run.lock"))
        || !RunDirectory.at(directory).checkpoints().isEmpty();
  }

  private String known() {
    try {
      String names = all().stream().map(this::name).collect(Collectors.joining(", "));
      return names.isEmpty() ? path() + " holds no runs" : path() + " holds " + names;
    } catch (IOException e) {
      return path() + " cannot be read";
    }
  }

  private static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }
}
