package dev.cairn.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A range of numbers, and where on it a number lies.
 *
 * @param low its beginning
 * @param high its end, above the beginning
 * @param logarithmic whether equal factors are equally far apart; then {@code low} is above 0
 */
record Axis(double low, double high, boolean logarithmic) {

  private static final double[] WITHIN_A_DECADE = {1, 2, 5};
  private static final double MARGIN = 0.04;
  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;

  /** From the lowest to the highest, with a little room at both ends. */
  static Axis around(double lowest, double highest, boolean logarithmic) {
    if (logarithmic) {
      double factor = highest > lowest ? Math.pow(highest / lowest, MARGIN) : 2;
      return new Axis(lowest / factor, highest * factor, true);
    }
    double room = highest > lowest ? (highest - lowest) * MARGIN : Math.max(1, Math.abs(lowest));
    return new Axis(lowest - room, highest + room, false);
  }

  /** Where a number lies: 0 at the beginning, 1 at the end. */
  double place(double number) {
    return logarithmic
        ? Math.log(number / low) / Math.log(high / low)
        : (number - low) / (high - low);
  }

  /** About so many round numbers on it, or a few more. */
  List<Double> ticks(int count) {
    List<Double> ticks = logarithmic ? logarithmicTicks(count) : List.of();
    // Less than a decade has too few round numbers; there the even ones read well.
    return ticks.size() >= 3 ? ticks : evenTicks(count);
  }

  /** Heckbert: Nice Numbers for Graph Labels, Graphics Gems, 1990. */
  private List<Double> evenTicks(int count) {
    double raw = (high - low) / Math.max(1, count);
    double decade = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = nice(raw / decade) * decade;
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(low / step); i * step <= high; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** The nearest of 1, 2, 5 and 10. */
  private static double nice(double number) {
    if (number < 1.5) {
      return 1;
    }
    if (number < 3) {
      return 2;
    }
    return number < 7 ? 5 : 10;
  }

  private List<Double> logarithmicTicks(int count) {
    List<Double> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    int stride = Math.max(1, (last - first) / Math.max(1, count));
    for (int decade = first; decade <= last; decade += stride) {
      for (double nice : WITHIN_A_DECADE) {
        double tick = nice * Math.pow(10, decade);
        if (tick >= low && tick <= high && (nice == 1 || last - first <= count / 2)) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /**
   * A number as short as it can be told from its neighbours: {@code 2.5}, {@code 400}, {@code
   * 1.2M}.
   */
  static String label(double number) {
    double magnitude = Math.abs(number);
    if (magnitude >= MILLION) {
      return shortest(number / MILLION) + "M";
    }
    if (magnitude >= 10 * THOUSAND) {
      return shortest(number / THOUSAND) + "k";
    }
    return magnitude > 0 && magnitude < 1 / THOUSAND
        ? String.format(Locale.ROOT, "%.1e", number)
        : shortest(number);
  }

  private static String shortest(double number) {
    String text = String.format(Locale.ROOT, "%.3f", number);
    return text.replaceAll("\\.?0+$", "");
  }
}
