package dev.cairn.compare;

import dev.cairn.store.BestBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Checkpoints beside each other, in the order in which they were given. */
public record Comparison(List<Entrant> entrants) {

  private static final List<String> ORDER =
      List.of("loss", "eval_loss", "perplexity", "eval_perplexity", "accuracy", "bits_per_byte");
  private static final List<String> BY_TOKEN = List.of("loss", "perplexity", "accuracy");
  private static final String DASH = "-";

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public Comparison {
    entrants = List.copyOf(entrants);
    if (entrants.isEmpty()) {
      throw new IllegalArgumentException("there are no checkpoints to compare");
    }
  }

  /**
   * Evaluates those that can be, one after the other.
   *
   * @param progress is told which is evaluated
   */
  public Comparison evaluated(EvaluationPlan plan, Consumer<? super String> progress) {
    Evaluator evaluator = new Evaluator(plan);
    List<Entrant> evaluated = new ArrayList<>();
    for (Entrant entrant : entrants) {
      evaluated.add(entrant.evaluated(evaluator, progress));
    }
    return new Comparison(evaluated);
  }

  /** The names of all metrics, those of a loss first. */
  public List<String> metrics() {
    TreeSet<String> names =
        new TreeSet<>(
            Comparator.comparingInt(Comparison::rank).thenComparing(Comparator.naturalOrder()));
    entrants.forEach(entrant -> names.addAll(entrant.metrics().keySet()));
    return List.copyOf(names);
  }

  private static int rank(String metric) {
    int place = ORDER.indexOf(metric);
    return place < 0 ? ORDER.size() : place;
  }

  /** Whether all have the same tokens, so that what is counted by tokens can be compared. */
  public boolean sameVocabulary() {
    return entrants.stream()
            .filter(entrant -> entrant.problem().isEmpty())
            .map(Entrant::vocabulary)
            .distinct()
            .count()
        <= 1;
  }

  /** Whether the values of a metric mean the same for all. */
  public boolean comparable(String metric) {
    return sameVocabulary() || BY_TOKEN.stream().noneMatch(metric::endsWith);
  }

  /**
   * The best by a metric; empty if nobody has it, its values cannot be compared, or its name does
   * not tell whether more is better.
   */
  public Optional<Entrant> best(String metric) {
    Optional<BestBy> rule = comparable(metric) ? BestBy.told(metric) : Optional.empty();
    return rule.flatMap(
        by ->
            entrants.stream()
                .filter(entrant -> by.isIn(entrant.metrics()))
                .filter(entrant -> Double.isFinite(by.value(entrant.metrics())))
                .reduce((one, next) -> by.prefers(next.metrics(), one.metrics()) ? next : one));
  }

  /**
   * The best by the loss of the evaluations, shown or not; empty if nothing was evaluated on
   * held-out text, or vocabularies differ.
   */
  public Optional<Entrant> best() {
    return sameVocabulary()
        ? entrants.stream()
            .filter(entrant -> Double.isFinite(loss(entrant)))
            .min(Comparator.comparingDouble(Comparison::loss))
        : Optional.empty();
  }

  private static double loss(Entrant entrant) {
    return entrant.evaluation().flatMap(Evaluation::loss).map(Interval::mean).orElse(Double.NaN);
  }

  /** How far the others are behind the best, where they were scored on the same batches. */
  public Map<Entrant, Difference> differences() {
    Map<Entrant, Difference> differences = new LinkedHashMap<>();
    best()
        .ifPresent(
            best ->
                entrants.stream()
                    .filter(other -> !other.equals(best) && sameBatches(best, other))
                    .forEach(other -> differences.put(other, difference(other, best))));
    return differences;
  }

  private static boolean sameBatches(Entrant one, Entrant other) {
    return one.evaluation().isPresent()
        && one.evaluation()
            .map(Evaluation::sample)
            .equals(other.evaluation().map(Evaluation::sample));
  }

  private static Difference difference(Entrant first, Entrant second) {
    return Difference.of(
        first.evaluation().orElseThrow().scores(), second.evaluation().orElseThrow().scores());
  }

  /** The settings that differ, by path: the value of each entrant, a dash where it has none. */
  public Map<String, List<String>> settings() {
    TreeSet<String> paths = new TreeSet<>();
    entrants.stream().map(Entrant::settings).map(Map::keySet).forEach(paths::addAll);
    Map<String, List<String>> differing = new TreeMap<>();
    for (String path : paths) {
      List<String> values = entrants.stream().map(entrant -> value(entrant, path)).toList();
      if (readable(values).stream().distinct().count() > 1) {
        differing.put(path, values);
      }
    }
    return differing;
  }

  /** The values of those that could be read. */
  private Collection<String> readable(List<String> values) {
    List<String> readable = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (!entrants.get(i).settings().isEmpty()) {
        readable.add(values.get(i));
      }
    }
    return readable;
  }

  private static String value(Entrant entrant, String path) {
    Object value = entrant.settings().get(path);
    return value == null ? DASH : AxisValue.text(value);
  }
}
