package dev.cairn.compare;

import dev.cairn.model.Generation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What to find out about each checkpoint.
 *
 * @param scores what to show of the held-out text of its run; if nothing, that text is not read
 * @param prompts what to let it write after
 * @param tests what it should write
 * @param metrics what to count among the texts that it writes
 * @param generation how it writes after prompts; the seed is the same for all checkpoints
 * @param device "auto", "cpu", "gpu" or "gpu:1"
 */
public record EvaluationPlan(
    Set<Score> scores,
    List<String> prompts,
    List<TestCase> tests,
    List<TextMetric> metrics,
    Generation generation,
    String device) {

  /** The held-out text alone, and all that it tells. */
  public static final EvaluationPlan DEFAULT =
      new EvaluationPlan(
          EnumSet.allOf(Score.class), List.of(), List.of(), List.of(), Generation.DEFAULT, "auto");

  /** Copies the collections, and refuses metrics without texts to count among. */
  public EvaluationPlan {
    scores = Set.copyOf(scores);
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
