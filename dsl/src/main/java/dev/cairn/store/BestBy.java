package dev.cairn.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The metric that decides which checkpoint is best. A later checkpoint is best only if it is
 * strictly better; NaN and infinite values never are. As in Hugging Face's Trainer, {@code loss}
 * means {@code eval_loss} where only that exists.
 */
public record BestBy(String metric, Direction direction) {
  private static final List<String> LOWER_PARTS =
      List.of("loss", "perplexity", "error", "bits_per_byte");
  private static final Set<String> LOWER_WORDS = Set.of("wer", "cer", "mse", "mae", "rmse", "ppl");
  private static final List<String> HIGHER_PARTS =
      List.of("accuracy", "bleu", "rouge", "precision", "recall", "reward", "score", "exact_match");
  private static final Set<String> HIGHER_WORDS = Set.of("f1", "auc");

  public BestBy {
    if (metric.isBlank()) {
      throw new IllegalArgumentException("bestBy needs the name of a metric, such as eval_loss");
    }
  }

  /**
   * The direction is inferred from the name: loss, perplexity, error, wer, cer, mse, mae, rmse and
   * bits_per_byte are better when lower; accuracy, f1, bleu, rouge, auc, precision, recall, reward
   * and score when higher.
   *
   * @throws IllegalArgumentException if the name tells nothing, or both
   */
  public static BestBy of(String metric) {
    return told(metric)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the name \"%s\" does not tell whether lower or higher is better; write bestBy(\"%s\", LOWER) or bestBy(\"%s\", HIGHER)"
                        .formatted(metric, metric, metric)));
  }

  /** Like {@link #of}; empty if the name tells nothing, or both. */
  public static Optional<BestBy> told(String metric) {
    String name = metric.toLowerCase(Locale.ROOT);
    boolean lower = tells(name, LOWER_PARTS, LOWER_WORDS);
    boolean higher = tells(name, HIGHER_PARTS, HIGHER_WORDS);
    return lower == higher
        ? Optional.empty()
        : Optional.of(new BestBy(metric, lower ? Direction.LOWER : Direction.HIGHER));
  }

  /**
   * How good the metrics are, higher is better; empty if the metric is NaN or infinite.
   *
   * @throws UnknownMetricException if the metric is not among them
   */
  OptionalDouble score(Map<String, Double> metrics) {
    double value = value(metrics);
    if (!Double.isFinite(value)) {
      return OptionalDouble.empty();
    }
    // Adding zero turns -0.0 into 0.0, so that equal values compare as equal.
    return OptionalDouble.of((direction == Direction.LOWER ? -value : value) + 0.0);
  }

  /**
   * Whether {@code metrics} are strictly better than those of {@code incumbent}, which may lack the
   * metric.
   *
   * @throws UnknownMetricException if the metric is not among {@code metrics}
   */
  public boolean prefers(Map<String, Double> metrics, Map<String, Double> incumbent) {
    OptionalDouble score = score(metrics);
    OptionalDouble bar = isIn(incumbent) ? score(incumbent) : OptionalDouble.empty();
    return score.isPresent() && (bar.isEmpty() || score.getAsDouble() > bar.getAsDouble());
  }

  /**
   * The metric's value, by its name or with Hugging Face's prefix.
   *
   * @throws UnknownMetricException if the metric is not among them
   */
  public double value(Map<String, Double> metrics) {
    Double value = metrics.getOrDefault(metric, metrics.get("eval_" + metric));
    if (value == null) {
      throw new UnknownMetricException(metric, new TreeSet<>(metrics.keySet()));
    }
    return value;
  }

  /** Whether the metric is among these, by its name or with Hugging Face's prefix. */
  public boolean isIn(Map<String, Double> metrics) {
    return metrics.containsKey(metric) || metrics.containsKey("eval_" + metric);
  }

  private static boolean tells(String name, List<String> parts, Set<String> words) {
    return parts.stream().anyMatch(name::contains)
        || Arrays.stream(name.split("[^a-z0-9]+", -1)).anyMatch(words::contains);
  }
}
