package dev.cairn.compare;

import dev.cairn.train.BatchScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found out about a checkpoint.
 *
 * @param sample which batches of held-out text were scored; equal for the same ones; empty if none
 * @param scores the score of each of these
 * @param texts what it wrote
 * @param shares by name, the share of texts that are as a test case or a metric wants them
 */
public record Evaluation(
    String sample, List<BatchScore> scores, List<GeneratedText> texts, Map<String, Double> shares) {

  /** Copies the lists. */
  public Evaluation {
    scores = List.copyOf(scores);
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

  /** All numbers by name: loss, perplexity, accuracy, bits per byte, and the shares. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    loss()
        .ifPresent(
            loss -> {
              long tokens = scores.stream().mapToLong(BatchScore::tokens).sum();
              long bytes = scores.stream().mapToLong(BatchScore::bytes).sum();
              long correct = scores.stream().mapToLong(BatchScore::correct).sum();
              metrics.put("loss", loss.mean());
              metrics.put("perplexity", Math.exp(loss.mean()));
              metrics.put("accuracy", (double) correct / tokens);
              metrics.put("bits_per_byte", loss.mean() * tokens / bytes / Math.log(2));
            });
    metrics.putAll(shares);
    return metrics;
  }
}
