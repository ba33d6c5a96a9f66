package dev.cairn;

import dev.cairn.compare.AxisValue;
import dev.cairn.compare.Distribution;
import dev.cairn.compare.RandomSearch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the settings of a random search are drawn from. */
public final class RandomSpec {

  private final Map<String, Distribution> axes = new LinkedHashMap<>();
  private long seed;

  RandomSpec() {}

  /** Numbers of which each order of magnitude is as likely as any other, as for learning rates. */
  public RandomSpec logUniform(String path, double from, double to) {
    return axis(path, new Distribution.LogUniform(from, to));
  }

  /** Numbers of a range, rounded to three digits. */
  public RandomSpec uniform(String path, double from, double to) {
    return axis(path, new Distribution.Uniform(from, to));
  }

  /** Whole numbers of a range, both ends among them. */
  public RandomSpec whole(String path, long from, long to) {
    return axis(path, new Distribution.Whole(from, to));
  }

  /** One of some values. */
  public RandomSpec choice(String path, Object... values) {
    return choice(path, Arrays.asList(values));
  }

  /** Like {@link #choice(String, Object...)}, with the values in a list. */
  public RandomSpec choice(String path, List<?> values) {
    return axis(path, new Distribution.Choice(values.stream().map(AxisValue::text).toList()));
  }

  /** Decides what is drawn. Default 0: the same each time. */
  public RandomSpec seed(long value) {
    seed = value;
    return this;
  }

  private RandomSpec axis(String path, Distribution distribution) {
    if (axes.putIfAbsent(path, distribution) != null) {
      throw new IllegalArgumentException("random: " + path + " is there twice");
    }
    return this;
  }

  RandomSearch build(int draws) {
    if (draws < 1 || axes.isEmpty()) {
      throw new IllegalArgumentException(
          "random(" + draws + ") needs at least 1 draw, and at least one setting to draw");
    }
    return new RandomSearch(draws, seed, axes);
  }
}
