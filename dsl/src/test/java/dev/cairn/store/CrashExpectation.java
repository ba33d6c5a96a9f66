package dev.cairn.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be found after a power cut at some moment of a run. Checkpoints are told apart by their
 * step and {@code eval_loss}.
 *
 * @param certain steps that must be there, each as one of these
 * @param possible steps that may be there, each as one of these; no others may
 * @param moving certain steps that only recovery may find, as they are being replaced
 * @param newest at least this step must be there; -1 if none
 * @param best one at least this good must be there; infinite if none
 * @param trashed what must lie whole in the trash, or still be possible and there
 * @param certainMetrics lines that must count, as {@code step=value}
 * @param possibleMetrics lines that may count
 * @param saved the steps of the saves that the history must begin with
 * @param pinned steps that the run points out as pinned
 * @param perhapsPinned steps that it may point out as pinned
 * @param together steps that must be there all or none, and with their history
 * @param backups one of these must be whole in the backup, and nothing that is in none of them
 * @param archives the SHA-256 that the archive may have; empty for none
 * @param exports the digest that the export may have; empty for none
 * @param cold what must be whole as one compressed file, or still be possible and there
 * @param texts what each text beside checkpoints may hold; empty for that it is not there
 * @param shown the step as whose model the run must open; empty where that is open
 */
record CrashExpectation(
    StoreSettings settings,
    Map<Long, Set<Double>> certain,
    Map<Long, Set<Double>> possible,
    Set<Long> moving,
    long newest,
    double best,
    Map<Long, Double> trashed,
    Set<String> certainMetrics,
    Set<String> possibleMetrics,
    List<Long> saved,
    Set<Long> pinned,
    Set<Long> perhapsPinned,
    Set<Long> together,
    Set<Copy> backups,
    Set<String> archives,
    Set<String> exports,
    Map<Long, Double> cold,
    Map<Path, Set<Optional<String>>> texts,
    Set<Long> shown) {

  /**
   * What a backup holds.
   *
   * @param losses its checkpoints' {@code eval_loss} by step
   * @param history how many lines of history, of which there may be more
   * @param metrics how many lines of metrics, of which there may be more
   */
  record Copy(Map<Long, Double> losses, int history, int metrics) {
    static final Copy NOTHING = new Copy(Map.of(), 0, 0);

    private boolean isIn(Copy found) {
      return found.losses.entrySet().containsAll(losses.entrySet())
          && found.history >= history
          && found.metrics >= metrics;
    }
  }

  /** The first thing in which a run differs from this; empty if all is well. */
  Optional<String> violation(CrashFindings found) {
    return found.wrong().stream()
        .findFirst()
        .or(() -> differs(found.read(), inPlace()).map(wrong -> "before recovery " + wrong))
        .or(() -> differs(found.listed(), certain.keySet()))
        .or(() -> torn(found))
        .or(() -> newestOrBest(found))
        .or(() -> pins(found))
        .or(() -> beside(found))
        .or(() -> compressed(found))
        .or(() -> trash(found))
        .or(() -> logs(found));
  }

  private Set<Long> inPlace() {
    Set<Long> steps = new TreeSet<>(certain.keySet());
    steps.removeAll(moving);
    return steps;
  }

  private Optional<String> differs(Map<Long, Double> found, Set<Long> required) {
    for (Long step : required) {
      if (!certain.getOrDefault(step, Set.of()).contains(found.getOrDefault(step, Double.NaN))) {
        return Optional.of("step " + step + " should be one of " + certain + ": " + found);
      }
    }
    for (Map.Entry<Long, Double> entry : found.entrySet()) {
      if (!possible.getOrDefault(entry.getKey(), Set.of()).contains(entry.getValue())) {
        return Optional.of("step " + entry + " cannot be: " + possible);
      }
    }
    return Optional.empty();
  }

  private Optional<String> torn(CrashFindings found) {
    Set<Long> steps = found.read().keySet();
    long there = together.stream().filter(steps::contains).count();
    if (there > 0 && there < together.size()) {
      return Optional.of("of " + together + " only some are there: " + steps);
    }
    return there == 0 || isSubsequence(List.copyOf(together), found.saved())
        ? Optional.empty()
        : Optional.of(together + " are there, and their history is " + found.saved());
  }

  private Optional<String> newestOrBest(CrashFindings found) {
    long newestFound = found.listed().keySet().stream().max(Long::compare).orElse(-1L);
    double bestFound =
        found.listed().values().stream().min(Double::compare).orElse(Double.POSITIVE_INFINITY);
    if (newestFound < newest) {
      return Optional.of("the newest is " + newestFound + ", was " + newest);
    }
    return bestFound > best
        ? Optional.of("the best is " + bestFound + ", was " + best)
        : Optional.empty();
  }

  private Optional<String> pins(CrashFindings found) {
    if (!found.pinned().containsAll(pinned)) {
      return Optional.of("pins are lost: " + found.pinned() + " of " + pinned);
    }
    return perhapsPinned.containsAll(found.pinned())
        ? Optional.empty()
        : Optional.of("pins cannot be: " + found.pinned() + " of " + perhapsPinned);
  }

  private Optional<String> beside(CrashFindings found) {
    if (backups.stream().noneMatch(copy -> copy.isIn(found.backup()))
        || !found.backup().losses().entrySet().stream().allMatch(this::belongsInABackup)) {
      return Optional.of("the backup is " + found.backup() + ", not one of " + backups);
    }
    if (!found.shown().containsAll(shown)) {
      return Optional.of("the run opens as " + found.shown() + ", not as " + shown);
    }
    if (!exports.contains(found.export())) {
      return Optional.of("the export is " + found.export() + ", none of " + exports);
    }
    return archives.contains(found.archive())
        ? texts(found)
        : Optional.of("the archive is " + found.archive() + ", none of " + archives);
  }

  private Optional<String> texts(CrashFindings found) {
    return found.texts().entrySet().stream()
        .filter(entry -> !textsAt(entry.getKey()).contains(entry.getValue()))
        .findFirst()
        .map(entry -> entry + " is none of " + textsAt(entry.getKey()));
  }

  /** A text beside checkpoints may hold this, too, from now on. */
  void mayHold(Path file, String text) {
    Set<Optional<String>> either = new HashSet<>(textsAt(file));
    either.add(Optional.of(text));
    texts.put(file, either);
  }

  private Set<Optional<String>> textsAt(Path path) {
    return texts.getOrDefault(path, Set.of(Optional.empty()));
  }

  private Optional<String> compressed(CrashFindings found) {
    if (!cold.entrySet().containsAll(found.cold().entrySet())) {
      return Optional.of("compressed cannot be: " + found.cold() + " of " + cold);
    }
    return cold.entrySet().stream()
        .filter(entry -> !found.cold().containsKey(entry.getKey()))
        .filter(entry -> !entry.getValue().equals(found.read().get(entry.getKey())))
        .findFirst()
        .map(entry -> "step " + entry + " is neither compressed nor there");
  }

  private boolean belongsInABackup(Map.Entry<Long, Double> checkpoint) {
    return backups.stream().anyMatch(copy -> copy.losses().entrySet().contains(checkpoint));
  }

  private Optional<String> trash(CrashFindings found) {
    return trashed.entrySet().stream()
        .filter(entry -> !found.trashed().contains(entry.getKey() + "=" + entry.getValue()))
        .filter(entry -> !entry.getValue().equals(found.listed().get(entry.getKey())))
        .findFirst()
        .map(entry -> "step " + entry + " is not in the trash");
  }

  private Optional<String> logs(CrashFindings found) {
    if (!found.metrics().containsAll(certainMetrics)) {
      return Optional.of("metrics are lost: " + found.metrics() + " of " + certainMetrics);
    }
    if (!possibleMetrics.containsAll(found.metrics())) {
      return Optional.of("metrics cannot be: " + found.metrics() + " of " + possibleMetrics);
    }
    return isSubsequence(saved, found.saved())
        ? Optional.empty()
        : Optional.of("history is lost: " + found.saved() + " of " + saved);
  }

  private static boolean isSubsequence(List<Long> part, List<Long> whole) {
    int matched = 0;
    for (Long step : whole) {
      if (matched < part.size() && part.get(matched).equals(step)) {
        matched++;
      }
    }
    return matched == part.size();
  }

  static CrashExpectation nothing(StoreSettings settings) {
    return new CrashExpectation(
        settings,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        -1,
        Double.POSITIVE_INFINITY,
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new ArrayList<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new HashSet<>(Set.of(Copy.NOTHING)),
        new TreeSet<>(Set.of("")),
        new TreeSet<>(Set.of("")),
        new TreeMap<>(),
        new HashMap<>(),
        new TreeSet<>());
  }

  /** A copy that changes on its own. */
  CrashExpectation copy() {
    return with(newest, best);
  }

  CrashExpectation with(long newestNow, double bestNow) {
    return new CrashExpectation(
        settings,
        copy(certain),
        copy(possible),
        new TreeSet<>(moving),
        newestNow,
        bestNow,
        new TreeMap<>(trashed),
        new TreeSet<>(certainMetrics),
        new TreeSet<>(possibleMetrics),
        new ArrayList<>(saved),
        new TreeSet<>(pinned),
        new TreeSet<>(perhapsPinned),
        new TreeSet<>(together),
        new HashSet<>(backups),
        new TreeSet<>(archives),
        new TreeSet<>(exports),
        new TreeMap<>(cold),
        new HashMap<>(texts),
        new TreeSet<>(shown));
  }

  private static Map<Long, Set<Double>> copy(Map<Long, Set<Double>> losses) {
    Map<Long, Set<Double>> copy = new TreeMap<>();
    losses.forEach((step, values) -> copy.put(step, new TreeSet<>(values)));
    return copy;
  }
}
