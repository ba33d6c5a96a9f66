package dev.cairn.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Where the values of a setting are drawn from. */
public sealed interface Distribution {

  /** The value, as text, at a point from 0 up to but not 1. */
  String at(double point);

  /** Numbers from a range, each as likely as any other. */
  record Uniform(double from, double to) implements Distribution {

    /** Checks the range. */
    public Uniform {
      require(from < to && Double.isFinite(to - from), from + " to " + to);
    }

    @Override
    public String at(double point) {
      return rounded(from + point * (to - from), from, to);
    }
  }

  /** Numbers from a range, each order of magnitude as likely as any other. */
  record LogUniform(double from, double to) implements Distribution {

    /** Checks the range. */
    public LogUniform {
      require(from > 0 && from < to && Double.isFinite(to), from + " to " + to + ", both above 0");
    }

    @Override
    public String at(double point) {
      return rounded(Math.exp(Math.log(from) + point * Math.log(to / from)), from, to);
    }
  }

  /** Whole numbers from a range, both ends among them. */
  record Whole(long from, long to) implements Distribution {

    /** Checks the range. */
    public Whole {
      require(from < to, from + " to " + to);
    }

    @Override
    public String at(double point) {
      return Long.toString(from + (long) (point * (to - from + 1)));
    }
  }

  /** One of some values. */
  record Choice(List<String> values) implements Distribution {

    /** Copies the values. */
    public Choice {
      values = List.copyOf(values);
      require(!values.isEmpty(), "at least one value");
    }

    @Override
    public String at(double point) {
      return values.get((int) (point * values.size()));
    }
  }

  /** Three digits are enough for a search, and make names that can be read. */
  private static String rounded(double value, double from, double to) {
    double round = new BigDecimal(value).round(new MathContext(3)).doubleValue();
    return AxisValue.text(Math.max(from, Math.min(to, round)));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("random needs a range from lower to higher: " + what);
    }
  }
}
