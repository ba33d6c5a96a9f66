package dev.cairn.compare;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The values of an axis as people write them, in tables and in the names of folders. */
public final class AxisValue {

  private static final double SMALL = 0.01;
  private static final double LARGE = 1e6;

  private AxisValue() {}

  /** A value as text: {@code 3e-4}, {@code 0.1}, {@code 64}, {@code 0.9,0.99}. */
  public static String text(Object value) {
    if (value instanceof Iterable<?> several) {
      return StreamSupport.stream(several.spliterator(), false)
          .map(AxisValue::text)
          .collect(Collectors.joining(","));
    }
    return value instanceof Double || value instanceof Float
        ? number(new BigDecimal(value.toString()))
        : String.valueOf(value);
  }

  private static String number(BigDecimal value) {
    double magnitude = Math.abs(value.doubleValue());
    if (magnitude == 0 || (magnitude >= SMALL && magnitude < LARGE)) {
      return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
    BigDecimal bare = value.stripTrailingZeros();
    int exponent = bare.precision() - bare.scale() - 1;
    return bare.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /** A text as part of a folder's name: what no run may be called becomes a dash. */
  static String plain(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9._=+-]+", "-").replaceAll("^-+|-+$", "");
    return plain.isEmpty() ? "_" : plain;
  }

  /** Joins the parts of a name. */
  static String joined(Iterator<String> parts) {
    StringBuilder name = new StringBuilder(parts.next());
    parts.forEachRemaining(part -> name.append('_').append(part));
    return name.toString();
  }
}
