package dev.cairn.compare;

import dev.cairn.train.BatchScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What was found out about a checkpoint.
 *
 * @param sample which batches of held-out text were scored; equal for the same ones; empty if none
 * @param scores the score of each of these
 * @param shown what to show of them
 * @param texts what it wrote
 * @param shares by name, the share of texts that are as a test case or a metric wants them
 */
public record Evaluation(
    String sample,
    List<BatchScore> scores,
    Set<Score> shown,
    List<GeneratedText> texts,
    Map<String, Double> shares) {

  /** Copies the collections. */
  public Evaluation {
    scores = List.copyOf(scores);
    shown = Set.copyOf(shown);
    texts = List.copyOf(texts);
    shares = Map.copyOf(shares);
  }

  /** The loss in nats a token; empty if no held-out text was scored. */
  public Optional<Interval> loss() {
    return scores.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Interval.of(
                scores.stream().mapToDouble(BatchScore::loss).toArray(),
                scores.stream().mapToDouble(BatchScore::tokens).toArray()));
  }

  /** The numbers to show, by name: those of the held-out text, and the shares. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    loss()
        .ifPresent(
            loss -> {
              for (Score score : Score.values()) {
                if (shown.contains(score)) {
                  metrics.put(score.metric(), value(score, loss.mean()));
                }
              }
            });
    metrics.putAll(shares);
    return metrics;
  }

  private double value(Score score, double loss) {
    return switch (score) {
      case LOSS -> loss;
      case PERPLEXITY -> Math.exp(loss);
      case ACCURACY -> (double) sum(BatchScore::correct) / sum(BatchScore::tokens);
      case BITS_PER_BYTE -> loss * sum(BatchScore::tokens) / sum(BatchScore::bytes) / Math.log(2);
    };
  }

  private long sum(ToLongFunction<BatchScore> count) {
    return scores.stream().mapToLong(count).sum();
  }
}
