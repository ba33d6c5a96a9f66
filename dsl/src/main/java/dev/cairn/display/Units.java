package dev.cairn.display;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/** Quantities as people read them. */
public final class Units {

  private static final String[] PREFIXES = {"kB", "MB", "GB", "TB", "PB", "EB"};
  private static final double THOUSAND = 1000;
  private static final Duration OLD = Duration.ofDays(14);

  private Units() {}

  /** A size in decimal units: {@code 9.4 MB}. */
  public static String bytes(long count) {
    if (count < THOUSAND) {
      return count + " B";
    }
    double value = count;
    int prefix = -1;
    // What would be rounded to 1000 belongs to the next unit.
    while (value >= THOUSAND - 0.05) {
      value /= THOUSAND;
      prefix++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, PREFIXES[prefix]);
  }

  /** A count with separators: {@code 824,320}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A metric with four significant digits: {@code 2.813}. */
  public static String metric(double value) {
    return Double.isFinite(value) && value != 0
        ? String.format(Locale.ROOT, "%.4g", value)
        : Double.toString(value);
  }

  /** A learning rate: {@code 9.8e-04}. */
  public static String rate(double value) {
    return String.format(Locale.ROOT, "%.1e", value);
  }

  /** A time span as a clock shows it: {@code 0:12} or {@code 1:02:03}. */
  public static String clock(Duration span) {
    long seconds = span.toSeconds();
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** How long ago something was: {@code 5 min ago}; a date after two weeks; nothing for never. */
  public static String age(Instant then, Instant now) {
    if (then.equals(Instant.EPOCH)) {
      return "";
    }
    Duration age = Duration.between(then, now);
    if (age.isNegative() || age.compareTo(OLD) > 0) {
      return then.atZone(ZoneId.systemDefault()).toLocalDate().toString();
    }
    if (age.toMinutes() < 1) {
      return age.toSeconds() + " s ago";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + " min ago";
    }
    return age.toDays() < 1 ? age.toHours() + " h ago" : age.toDays() + " d ago";
  }
}
