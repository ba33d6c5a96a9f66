package dev.cairn.compare;

import dev.cairn.model.Generation;
import java.util.List;

/**
 * What to find out about each checkpoint, beside its score on the held-out text of its run.
 *
 * @param prompts what to let it write after
 * @param tests what it should write
 * @param metrics what to count among the texts that it writes
 * @param generation how it writes after prompts; the seed is the same for all checkpoints
 * @param device "auto", "cpu", "gpu" or "gpu:1"
 */
public record EvaluationPlan(
    List<String> prompts,
    List<TestCase> tests,
    List<TextMetric> metrics,
    Generation generation,
    String device) {

  /** The held-out text alone. */
  public static final EvaluationPlan DEFAULT =
      new EvaluationPlan(List.of(), List.of(), List.of(), Generation.DEFAULT, "auto");

  /** Copies the lists, and refuses metrics without texts to count among. */
  public EvaluationPlan {
    prompts = List.copyOf(prompts);
    tests = List.copyOf(tests);
    metrics = List.copyOf(metrics);
    if (!metrics.isEmpty() && prompts.isEmpty() && tests.isEmpty()) {
      throw new IllegalArgumentException(
          "evaluate: metric(\"%s\") counts among texts: add prompts(\"...\") or on(Path.of(\"tests.jsonl\"))"
              .formatted(metrics.get(0).name()));
    }
    if (prompts.contains("")) {
      throw new IllegalArgumentException(
          "evaluate: a prompt is empty; give at least one character");
    }
  }
}
