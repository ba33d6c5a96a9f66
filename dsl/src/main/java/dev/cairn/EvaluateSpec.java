package dev.cairn;

import dev.cairn.compare.EvaluationPlan;
import dev.cairn.compare.GeneratedText;
import dev.cairn.compare.TestCase;
import dev.cairn.compare.TextMetric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The block of {@code evaluate(checkpoints) { ... }}: what to find out beside loss, perplexity and
 * accuracy on the held-out text.
 */
public final class EvaluateSpec {

  private final List<String> prompts = new ArrayList<>();
  private final List<TestCase> tests = new ArrayList<>();
  private final List<TextMetric> metrics = new ArrayList<>();

  EvaluateSpec() {}

  /** Lets each checkpoint write after these, with one seed. */
  public EvaluateSpec prompts(String... texts) {
    prompts.addAll(List.of(texts));
    return this;
  }

  /**
   * Counts exact matches on test cases: JSON lines with {@code prompt} and {@code expected}.
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
    return new EvaluationPlan(prompts, tests, metrics, usual.generation(), usual.device());
  }
}
