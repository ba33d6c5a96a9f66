package dev.cairn.compare;

import dev.cairn.train.BatchScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scores as a tree of JSON and back. */
final class ScoreTree {

  private ScoreTree() {}

  static List<Map<String, Object>> of(List<BatchScore> scores) {
    return scores.stream()
        .map(
            score ->
                Map.<String, Object>of(
                    "tokens", score.tokens(),
                    "bytes", score.bytes(),
                    "loss", score.loss(),
                    "correct", score.correct()))
        .toList();
  }

  /** The scores; empty where the tree is anything else. */
  static Optional<List<BatchScore>> read(@Nullable Object tree) {
    if (!(tree instanceof List<?> entries)) {
      return Optional.empty();
    }
    List<BatchScore> scores = new ArrayList<>();
    for (Object entry : entries) {
      if (!(entry instanceof Map<?, ?> score)
          || !(score.get("tokens") instanceof Number tokens)
          || !(score.get("bytes") instanceof Number bytes)
          || !(score.get("loss") instanceof Number loss)
          || !(score.get("correct") instanceof Number correct)) {
        return Optional.empty();
      }
      scores.add(
          new BatchScore(
              tokens.longValue(), bytes.longValue(), loss.doubleValue(), correct.longValue()));
    }
    return Optional.of(scores);
  }
}
