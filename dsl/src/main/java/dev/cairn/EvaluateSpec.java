package dev.cairn;

import dev.cairn.compare.EvaluationPlan;
import dev.cairn.compare.GeneratedText;
import dev.cairn.compare.Score;
import dev.cairn.compare.TestCase;
import dev.cairn.compare.TextMetric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The block of {@code evaluate(checkpoints) { ... }}: on what, and what to find out. Without a word
 * of either: all scores on the text that each run held out.
 */
public final class EvaluateSpec {

  private static final String HELD_OUT = "held-out";

  private final Set<Score> scores = EnumSet.noneOf(Score.class);
  private boolean heldOut;
  private final List<String> prompts = new ArrayList<>();
  private final List<TestCase> tests = new ArrayList<>();
  private final List<TextMetric> metrics = new ArrayList<>();

  EvaluateSpec() {}

  /** The loss on the held-out text, in nats a token, with its interval. */
  public EvaluateSpec loss() {
    scores.add(Score.LOSS);
    return this;
  }

  /** The perplexity on the held-out text. */
  public EvaluateSpec perplexity() {
    scores.add(Score.PERPLEXITY);
    return this;
  }

  /** The share of the held-out text's tokens that a model holds for the likeliest. */
  public EvaluateSpec accuracy() {
    scores.add(Score.ACCURACY);
    return this;
  }

  /** The loss in bits a byte, which can be compared across vocabularies. */
  public EvaluateSpec bitsPerByte() {
    scores.add(Score.BITS_PER_BYTE);
    return this;
  }

  /**
   * Scores on the held-out text of each run, which is what happens unless a file is named alone.
   *
   * @param text {@code "held-out"}
   * @throws IllegalArgumentException if it is anything else
   */
  public EvaluateSpec on(String text) {
    if (!text.equals(HELD_OUT)) {
      throw new IllegalArgumentException(
          "evaluate: on(\"%s\"): it is \"%s\", or a file of test cases: on(Path.of(\"%s\"))"
              .formatted(text, HELD_OUT, text));
    }
    heldOut = true;
    return this;
  }

  /** Lets each checkpoint write after these, with one seed. */
  public EvaluateSpec prompts(String... texts) {
    prompts.addAll(List.of(texts));
    return this;
  }

  /**
   * Counts exact matches on test cases: JSON lines with {@code prompt} and {@code expected}. If
   * nothing is said of the held-out text, that is left out.
   *
   * @throws UncheckedIOException if the file is missing or a line is not a test case
   */
  public EvaluateSpec on(Path file) {
    try {
      tests.addAll(TestCase.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** The share of the texts written for which something holds. */
  public EvaluateSpec metric(String name, Predicate<? super GeneratedText> holds) {
    metrics.add(new TextMetric(name, holds));
    return this;
  }

  EvaluationPlan build() {
    EvaluationPlan usual = EvaluationPlan.DEFAULT;
    Set<Score> all = heldOut || tests.isEmpty() ? usual.scores() : Set.of();
    return new EvaluationPlan(
        scores.isEmpty() ? all : scores,
        prompts,
        tests,
        metrics,
        usual.generation(),
        usual.device());
  }
}
