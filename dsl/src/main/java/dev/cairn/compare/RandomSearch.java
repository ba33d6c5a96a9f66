package dev.cairn.compare;

import dev.cairn.data.CounterRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Points drawn at random: where few settings matter, they try more values of these than a grid of
 * as many points (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR
 * 2012). A draw depends on the seed, its number and the path alone, so that more draws leave those
 * before as they are.
 *
 * @param draws how many points
 * @param seed decides which
 * @param axes what each path's values are drawn from
 */
public record RandomSearch(int draws, long seed, Map<String, Distribution> axes) {

  private static final int ATTEMPTS = 1000;
  private static final double UNIT = 0x1.0p-53;

  /** Different points, in their order. */
  public List<Map<String, String>> points() {
    List<Map<String, String>> points = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      points.add(another(i, points));
    }
    return points;
  }

  private Map<String, String> another(int number, List<Map<String, String>> before) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Map<String, String> point = draw(number, attempt);
      if (!before.contains(point)) {
        return point;
      }
    }
    throw new IllegalArgumentException(
        "random(%d) finds no more than %d different points; draw fewer, or from wider ranges"
            .formatted(draws, number));
  }

  private Map<String, String> draw(int number, int attempt) {
    Map<String, String> point = new LinkedHashMap<>();
    axes.forEach(
        (path, distribution) -> {
          long ofPath = CounterRandom.mix(path.chars().asLongStream().toArray());
          long bits = CounterRandom.mix(seed, number, attempt, ofPath);
          point.put(path, distribution.at((bits >>> 11) * UNIT));
        });
    return point;
  }
}
