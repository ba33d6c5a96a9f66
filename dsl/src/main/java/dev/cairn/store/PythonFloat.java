package dev.cairn.store;

import java.math.BigDecimal;
import java.math.MathContext;
import tools.jackson.core.io.NumberOutput;

/**
 * Floating-point numbers as Python's repr writes them: the fewest digits that read back the same.
 */
final class PythonFloat {
  private PythonFloat() {}

  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    return sign + magnitude(Math.abs(value));
  }

  private static String magnitude(double value) {
    if (value == 0) {
      return "0.0";
    }
    BigDecimal decimal = shortest(value);
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent < -4 || exponent >= 16) {
      return scientific(decimal.unscaledValue().toString(), exponent);
    }
    String plain = decimal.toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  // Double.toString gives the fewest digits only from JDK 19 on; Jackson's writer always does, but
  // never gives fewer than two.
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(NumberOutput.toString(value, true));
    BigDecimal oneDigit = decimal.round(new MathContext(1));
    return (oneDigit.doubleValue() == value ? oneDigit : decimal).stripTrailingZeros();
  }

  private static String scientific(String digits, int exponent) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String sign = exponent < 0 ? "-" : "+";
    return "%s%se%s%02d".formatted(digits.charAt(0), fraction, sign, Math.abs(exponent));
  }
}
