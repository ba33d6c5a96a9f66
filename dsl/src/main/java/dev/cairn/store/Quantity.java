package dev.cairn.store;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and time spans in the form in which people write them: {@code 10GB}, {@code 7d}. */
public final class Quantity {
  private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");

  private static final Map<String, Long> SIZES = sizes();
  private static final Map<String, Long> SPANS = spans();

  private Quantity() {}

  private static Map<String, Long> sizes() {
    Map<String, Long> units = new LinkedHashMap<>();
    long decimal = 1_000_000_000_000L;
    long binary = 1L << 40;
    for (String prefix : new String[] {"T", "G", "M", "k"}) {
      units.put(prefix + "B", decimal);
      units.put(prefix.toUpperCase(Locale.ROOT) + "iB", binary);
      decimal /= 1000;
      binary >>= 10;
    }
    units.put("B", 1L);
    return units;
  }

  private static Map<String, Long> spans() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000L);
    units.put("h", 3_600_000L);
    units.put("m", 60_000L);
    units.put("s", 1000L);
    units.put("ms", 1L);
    return units;
  }

  /**
   * A size in bytes: {@code 500MB}, {@code 1.5TB} (powers of 1000), {@code 10GiB} (powers of 1024),
   * in any case.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static long bytes(String text) {
    return parse(text, SIZES, "is no size; write it as 500MB, 1.5TB or 10GiB");
  }

  /**
   * A time span: {@code 7d}, {@code 12h}, {@code 30m}, {@code 45s} or {@code 500ms}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static Duration span(String text) {
    return Duration.ofMillis(parse(text, SPANS, "is no time span; write it as 7d, 12h or 30m"));
  }

  /** A size as {@link #bytes} reads it, with the largest unit that leaves a whole number. */
  public static String text(long bytes) {
    return text(bytes, SIZES);
  }

  /** A span as {@link #span} reads it, with the largest unit that leaves a whole number. */
  public static String text(Duration span) {
    return text(span.toMillis(), SPANS);
  }

  private static long parse(String text, Map<String, Long> units, String wrong) {
    Matcher matcher = FORM.matcher(text.strip());
    if (matcher.matches()) {
      BigDecimal number = new BigDecimal(matcher.group(1));
      for (Map.Entry<String, Long> unit : units.entrySet()) {
        BigDecimal value = number.multiply(BigDecimal.valueOf(unit.getValue()));
        boolean meant =
            unit.getKey().equalsIgnoreCase(matcher.group(2))
                || (matcher.group(2).isEmpty() && number.signum() == 0);
        if (meant && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
          return value.setScale(0, RoundingMode.DOWN).longValueExact();
        }
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" " + wrong);
  }

  private static String text(long count, Map<String, Long> units) {
    return units.entrySet().stream()
        .filter(unit -> count != 0 && count % unit.getValue() == 0)
        .findFirst()
        .map(unit -> count / unit.getValue() + unit.getKey())
        .orElse("0");
  }
}
