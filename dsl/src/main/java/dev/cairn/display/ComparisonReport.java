package dev.cairn.display;

import dev.cairn.compare.Comparison;
import dev.cairn.compare.Difference;
import dev.cairn.compare.Entrant;
import dev.cairn.compare.Evaluation;
import dev.cairn.compare.Lineage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checkpoints beside each other: metrics with the best marked, how sure the differences are, the
 * settings that differ, where runs forked, curves and texts.
 *
 * @param comparison what is shown
 * @param curves those of the runs, over each other
 * @param lineage which of the runs were forked from which
 */
public record ComparisonReport(Comparison comparison, Curves curves, List<Lineage> lineage)
    implements Display {

  private static final int LETTERS = 26;

  /** Copies the list. */
  public ComparisonReport {
    lineage = List.copyOf(lineage);
  }

  /** Reads the curves of the runs, and where they come from. */
  public static ComparisonReport of(Comparison comparison) throws IOException {
    Map<Path, Curves> curves = new LinkedHashMap<>();
    for (Entrant entrant : comparison.entrants()) {
      Path run = entrant.run().path();
      // A merged run logged nothing.
      if (!curves.containsKey(run) && !entrant.run().metrics().isEmpty()) {
        curves.put(run, Curves.of(entrant.run(), entrant.runName()));
      }
    }
    Entrant first = comparison.entrants().get(0);
    Optional<Curves> all = curves.values().stream().reduce(Curves::with);
    return new ComparisonReport(
        comparison,
        all.isPresent() ? all.get() : Curves.of(first.run(), first.runName()),
        Lineage.of(comparison.entrants()));
  }

  /**
   * Writes all of it as one page, which needs nothing else.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public ComparisonReport report(String file) {
    try {
      Files.writeString(Path.of(file), page("Comparison"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @Override
  public String text(Terminal terminal) {
    return ComparisonText.write(this, terminal);
  }

  @Override
  public String html() {
    return ComparisonHtml.write(this);
  }

  @Override
  public String toString() {
    return text(Terminal.standardOutput()).stripTrailing();
  }

  /** {@code A} to {@code Z}, then {@code A1}. */
  static String letter(int index) {
    String letter = String.valueOf((char) ('A' + index % LETTERS));
    return index < LETTERS ? letter : letter + index / LETTERS;
  }

  String letter(Entrant entrant) {
    return letter(comparison.entrants().indexOf(entrant));
  }

  /** Whether the curves tell runs apart. */
  boolean severalRuns() {
    return comparison.entrants().stream().map(entrant -> entrant.run().path()).distinct().count()
        > 1;
  }

  /**
   * A metric's value, with its interval where there is one, and a star if it is the best.
   *
   * @param plusMinus what stands before an interval's margin
   * @param star what stands after the best
   */
  String value(Entrant entrant, String metric, String plusMinus, String star) {
    Double value = entrant.metrics().get(metric);
    if (value == null) {
      return "";
    }
    String margin =
        metric.equals("loss")
            ? entrant
                .evaluation()
                .flatMap(Evaluation::loss)
                .filter(loss -> Double.isFinite(loss.margin()))
                .map(loss -> " " + plusMinus + Units.metric(loss.margin()))
                .orElse("")
            : "";
    return Units.metric(value) + margin + (isBest(entrant, metric) ? " " + star : "");
  }

  boolean isBest(Entrant entrant, String metric) {
    return comparison.entrants().size() > 1
        && comparison.best(metric).filter(best -> best.equals(entrant)).isPresent();
  }

  static String trained(Entrant entrant) {
    Duration trained = entrant.trained();
    return trained.isZero() ? "" : Units.clock(trained);
  }

  /** What can be said of the differences, a line each. */
  List<String> verdicts() {
    Optional<Entrant> best = comparison.best();
    if (best.isEmpty() || comparison.entrants().size() < 2) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    Map<Entrant, Difference> differences = comparison.differences();
    for (Entrant entrant : comparison.entrants()) {
      Difference difference = differences.get(entrant);
      if (difference != null) {
        lines.add(letter(entrant) + " against " + letter(best.get()) + ": " + words(difference));
      } else if (!entrant.equals(best.get()) && entrant.evaluation().isPresent()) {
        lines.add(
            "%s against %s: not on the same batches, so no interval"
                .formatted(letter(entrant), letter(best.get())));
      }
    }
    return lines;
  }

  private static String words(Difference difference) {
    String range =
        "loss %+.4f (%+.4f to %+.4f)"
            .formatted(difference.nats().mean(), difference.nats().low(), difference.nats().high());
    return switch (difference.verdict()) {
      case BETTER -> range + ", better";
      case WORSE -> range + ", worse";
      case MAYBE_NOISE -> range + ", may be noise";
      case SAME -> "the same loss on every batch";
    };
  }

  /** What the reader should know, a line each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!comparison.sameVocabulary()) {
      notes.add(
          "vocabularies differ: what is counted by token cannot be compared; bits_per_byte can");
    }
    return notes;
  }

  /** Who could not be shown, a line each. */
  List<String> problems() {
    return comparison.entrants().stream()
        .filter(entrant -> entrant.problem().isPresent())
        .map(entrant -> entrant.name() + ": " + entrant.problem().orElseThrow())
        .toList();
  }

  /** Which runs were forked from which, a line each, to be shown in a fixed pitch. */
  List<String> forks(boolean unicode) {
    List<String> lines = new ArrayList<>();
    for (Lineage root : lineage) {
      lines.add(forkLine(root));
      addForks(root, "", unicode, lines);
    }
    return lines;
  }

  private void addForks(Lineage run, String before, boolean unicode, List<String> lines) {
    Iterator<Lineage> forks = run.forks().iterator();
    while (forks.hasNext()) {
      Lineage fork = forks.next();
      String branch = forks.hasNext() ? (unicode ? "├ " : "|-") : (unicode ? "└ " : "`-");
      String trunk = forks.hasNext() ? (unicode ? "│ " : "| ") : "  ";
      lines.add(before + branch + forkLine(fork));
      addForks(fork, before + trunk, unicode, lines);
    }
  }

  private String forkLine(Lineage run) {
    String letters =
        comparison.entrants().stream()
            .filter(entrant -> entrant.runName().equals(run.run()))
            .map(this::letter)
            .collect(Collectors.joining(", "));
    String origin = run.origin().startsWith("checkpoint-") ? "from " + run.origin() : run.origin();
    return (letters.isEmpty() ? "" : letters + "  ")
        + run.run()
        + (origin.isEmpty() ? "" : ", " + origin);
  }
}
