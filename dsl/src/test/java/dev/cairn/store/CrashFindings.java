package dev.cairn.store;

import dev.cairn.share.OnStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a reader, and then a store, finds in a run after a power cut.
 *
 * @param read checkpoints before recovery, by step, with their {@code eval_loss}
 * @param listed checkpoints after recovery
 * @param latest the step that {@code latest} points to; -1 if none
 * @param best the step that {@code best} points to; -1 if none
 * @param pinned steps that are pinned
 * @param trashed whole checkpoints in the trash, as {@code step=eval_loss}
 * @param metrics lines that count, as {@code step=value}
 * @param saved the steps of the saves in the history
 * @param backup what the backup holds
 * @param archive the SHA-256 of the archive; empty if there is none
 * @param export the digest of the export; empty if there is none
 * @param cold whole compressed checkpoints, by step, with their {@code eval_loss}
 * @param texts what the texts beside checkpoints hold; empty for those that are not there
 * @param shown the steps as whose model the run opens
 * @param wrong what no expectation allows
 */
record CrashFindings(
    Map<Long, Double> read,
    Map<Long, Double> listed,
    long latest,
    long best,
    Set<Long> pinned,
    Set<String> trashed,
    Set<String> metrics,
    List<Long> saved,
    CrashExpectation.Copy backup,
    String archive,
    String export,
    Map<Long, Double> cold,
    Map<Path, Optional<String>> texts,
    Set<Long> shown,
    List<String> wrong) {

  private static final long NEXT = 900;

  /** Opens the run below a directory, and saves once more. */
  static CrashFindings of(Path base, StoreSettings settings) throws IOException {
    Path run = base.resolve(CrashScript.RUN);
    List<String> wrong = new ArrayList<>();
    List<Checkpoint> read = whole(RunDirectory.at(run), wrong);
    clear(run, wrong);
    addTornRecords(run, wrong);
    addTornRecords(run.resolve(Layout.TRASH), wrong);
    Set<Long> shown = shown(run, read, wrong);
    Map<Long, Double> cold = cold(base, wrong);
    try (CheckpointStore store =
        CheckpointStore.open(
            run, settings, event -> {}, WatchedDisk.unforced(), CrashScript.CLOCK)) {
      RunDirectory directory = store.directory();
      List<Checkpoint> listed = whole(directory, wrong);
      CrashFindings findings =
          new CrashFindings(
              losses(read),
              losses(listed),
              marked(listed, Checkpoint::latest),
              marked(listed, Checkpoint::best),
              listed.stream()
                  .filter(Checkpoint::pinned)
                  .map(Checkpoint::step)
                  .collect(Collectors.toSet()),
              trashed(run.resolve(Layout.TRASH)),
              metrics(directory),
              saved(directory),
              backup(base, wrong),
              archive(base.resolve(CrashScript.ARCHIVE), wrong),
              export(base.resolve(CrashScript.EXPORT), wrong),
              cold,
              texts(base, wrong),
              shown,
              wrong);
      findings.addWhatNothingAllows(store);
      findings.addWhatTheBackupLacks(base.resolve(CrashScript.BACKUP), store.directory());
      return findings;
    }
  }

  private void addWhatNothingAllows(CheckpointStore store) throws IOException {
    long newest = listed.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    requireEqual("latest", latest, newest);
    requireEqual("best", best, bestListed());
    requireEqual("newest valid", store.newestValid().map(Checkpoint::step).orElse(-1L), newest);
    addLeftOvers(store.directory().path());
    Checkpoint next = store.save(Contents.evaluated(NEXT, 0.95)).orElseThrow();
    wrong.addAll(faults(next));
    requireEqual("latest after the next save", next.latest() ? NEXT : -1, NEXT);
  }

  private void addLeftOvers(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      paths
          .filter(path -> Layout.name(path).startsWith("."))
          .forEach(path -> wrong.add(path + " was left over"));
    }
  }

  /** What the backup holds once it was opened. */
  private static CrashExpectation.Copy backup(Path base, List<String> wrong) throws IOException {
    Path backup = base.resolve(CrashScript.BACKUP);
    if (!Layout.isDirectory(backup)) {
      return CrashExpectation.Copy.NOTHING;
    }
    RunDirectory directory = RunDirectory.at(backup);
    whole(directory, wrong);
    addTornRecords(backup, wrong);
    if (wrong.isEmpty()) {
      RunDirectory run = RunDirectory.at(base.resolve(CrashScript.RUN));
      Mirror.open(run, backup, WatchedDisk.unforced(), CrashScript.CLOCK).close();
    }
    return new CrashExpectation.Copy(
        losses(whole(directory, wrong)), directory.history().size(), directory.metrics().size());
  }

  private void addWhatTheBackupLacks(Path backup, RunDirectory run) throws IOException {
    if (Layout.isDirectory(backup) && wrong.isEmpty()) {
      BackupRound.of(run, backup, WatchedDisk.unforced());
      List<Checkpoint> copies = whole(RunDirectory.at(backup), wrong);
      requireEqual("latest of the backup", marked(copies, Checkpoint::latest), NEXT);
      addLeftOvers(backup);
    }
  }

  private static String archive(Path archive, List<String> wrong) throws IOException {
    clear(archive, wrong);
    return Files.exists(archive) ? Digests.sha256(archive) : "";
  }

  private static String export(Path export, List<String> wrong) throws IOException {
    clear(export, wrong);
    return Layout.isDirectory(export) ? folder(export) : "";
  }

  private static Map<Path, Optional<String>> texts(Path base, List<String> wrong)
      throws IOException {
    Map<Path, Optional<String>> texts = new HashMap<>();
    for (Path file : List.of(CrashScript.ANSWERS, CrashScript.PLAN)) {
      Path text = base.resolve(file);
      clear(text, wrong);
      texts.put(file, Files.exists(text) ? Optional.of(Files.readString(text)) : Optional.empty());
    }
    return texts;
  }

  /** Does what whoever writes this next does first; that leaves nothing of the one before. */
  private static void clear(Path target, List<String> wrong) throws IOException {
    if (!Layout.isDirectory(parent(target))) {
      return;
    }
    Given.STORAGE.recover(target);
    Given.STORAGE.stage(target).close();
    try (Stream<Path> beside = Files.list(parent(target))) {
      beside
          .filter(path -> isLeftOf(path, target))
          .forEach(path -> wrong.add(path + " was left over"));
    }
  }

  private static boolean isLeftOf(Path path, Path target) {
    return Layout.unfinishedBy(path, target).isPresent()
        || Layout.name(path).matches("\\.(replaced|deleting)-" + Layout.name(target));
  }

  /** The names in a folder, with the digests of the files. */
  static String folder(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Path file : Given.DISK.list(folder)) {
      digests.put(Layout.name(file), Digests.sha256(file));
    }
    return digests.toString();
  }

  private static Path parent(Path path) {
    return path.resolveSibling("");
  }

  private static Map<Long, Double> cold(Path base, List<String> wrong) throws IOException {
    Map<Long, Double> cold = new TreeMap<>();
    Path run = base.resolve(CrashScript.RUN);
    if (Layout.isDirectory(run)) {
      for (CompressedCheckpoint compressed : RunDirectory.at(run).compressed()) {
        Path unpacked = base.resolve("unpacked-" + compressed.step());
        try {
          OnStorage.unpack(compressed.path(), unpacked, Given.STORAGE);
          cold.putAll(losses(whole(RunDirectory.at(unpacked), wrong)));
        } catch (IOException torn) {
          wrong.add(compressed.path() + " is torn: " + torn.getMessage());
        }
      }
    }
    return cold;
  }

  private void requireEqual(String what, long found, long expected) {
    if (found != expected) {
      wrong.add(what + " is " + found + ", not " + expected);
    }
  }

  private long bestListed() {
    return listed.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(-1L);
  }

  private static List<Checkpoint> whole(RunDirectory directory, List<String> wrong)
      throws IOException {
    List<Checkpoint> checkpoints = directory.checkpoints();
    for (Checkpoint checkpoint : checkpoints) {
      wrong.addAll(faults(checkpoint));
    }
    return checkpoints;
  }

  private static List<String> faults(Checkpoint checkpoint) throws IOException {
    if (checkpoint.damage().isPresent()) {
      return List.of(checkpoint.name() + ": " + checkpoint.damage().get());
    }
    try (CheckpointReader reader = checkpoint.open()) {
      return reader.faults();
    }
  }

  /** Either the run does not open as a model, or it opens as one of its checkpoints. */
  private static Set<Long> shown(Path run, List<Checkpoint> there, List<String> wrong)
      throws IOException {
    List<String> names = Layout.isDirectory(run) ? RootModel.modelFiles(run) : List.of();
    if (!names.contains("config.json")) {
      return Set.of();
    }
    Set<Long> steps = new TreeSet<>();
    for (Checkpoint checkpoint : there) {
      if (RootModel.modelFiles(checkpoint.path()).equals(names)
          && areTheSame(run, checkpoint.path(), names)) {
        steps.add(checkpoint.step());
      }
    }
    if (steps.isEmpty()) {
      wrong.add("the run opens as none of its checkpoints, by " + names);
    }
    return steps;
  }

  private static boolean areTheSame(Path run, Path checkpoint, List<String> names)
      throws IOException {
    for (String name : names) {
      if (Files.mismatch(run.resolve(name), checkpoint.resolve(name)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** What was written beside its place and renamed is whole, or it is not there. */
  private static void addTornRecords(Path directory, List<String> wrong) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> Layout.name(path).endsWith(".json")).toList()) {
        try {
          HuggingFaceJson.parse(Files.readString(file));
        } catch (IOException torn) {
          wrong.add(file + " is torn: " + torn.getMessage());
        }
      }
    }
  }

  private static Map<Long, Double> losses(List<Checkpoint> checkpoints) {
    Map<Long, Double> losses = new TreeMap<>();
    for (Checkpoint checkpoint : checkpoints) {
      losses.put(checkpoint.step(), CrashScript.loss(checkpoint));
    }
    return losses;
  }

  private static long marked(List<Checkpoint> listed, Predicate<Checkpoint> mark) {
    return listed.stream().filter(mark).mapToLong(Checkpoint::step).findFirst().orElse(-1);
  }

  private static Set<String> trashed(Path trash) throws IOException {
    if (!Files.isDirectory(trash)) {
      return Set.of();
    }
    try (Stream<Path> kept = Files.list(trash)) {
      return kept.flatMap(path -> trashedAs(path).stream()).collect(Collectors.toSet());
    }
  }

  private static Optional<String> trashedAs(Path path) {
    try (CheckpointReader reader = CheckpointReader.open(path)) {
      Manifest manifest = Manifest.read(path);
      return reader.faults().isEmpty()
          ? Optional.of(manifest.step() + "=" + manifest.metrics().get("eval_loss"))
          : Optional.empty();
    } catch (IOException notWhole) {
      return Optional.empty();
    }
  }

  private static Set<String> metrics(RunDirectory directory) throws IOException {
    return directory.metrics().stream()
        .map(line -> line.step() + "=" + line.values().get("loss"))
        .collect(Collectors.toSet());
  }

  private static List<Long> saved(RunDirectory directory) throws IOException {
    return directory.history().stream()
        .filter(entry -> entry.kind().equals("saved"))
        .flatMap(entry -> Optional.ofNullable((Number) entry.details().get("step")).stream())
        .map(Number::longValue)
        .toList();
  }
}
