package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "9400000, 9.4 MB",
    "9223372036854775807, 9.2 EB"
  })
  void sizesAreInDecimalUnits(long bytes, String text) {
    assertThat(Units.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"2.8134, 2.813", "16.62, 16.62", "0.01234, 0.01234", "0, 0.0", "NaN, NaN"})
  void metricsHaveFourDigits(double value, String text) {
    assertThat(Units.metric(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0:00", "59, 0:59", "3599, 59:59", "3723, 1:02:03", "360000, 100:00:00"})
  void spansAreShownAsByAClock(long seconds, String text) {
    assertThat(Units.clock(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s ago", "59, 59 s ago", "60, 1 min ago", "3600, 1 h ago", "172800, 2 d ago"})
  void agesAreTold(long seconds, String text) {
    assertThat(Units.age(NOW.minusSeconds(seconds), NOW)).isEqualTo(text);
  }

  @Test
  void whatIsOldOrOfAnotherClockIsTheDate() {
    assertThat(Units.age(NOW.minusSeconds(90 * 86_400), NOW)).startsWith("2025-12-0");
    assertThat(Units.age(NOW.plusSeconds(5), NOW)).startsWith("2026-03-01");
  }

  @Test
  void whatNeverWasHasNoAge() {
    assertThat(Units.age(Instant.EPOCH, NOW)).isEmpty();
  }

  @Test
  void metricsStandWithTheLossFirst() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("eval_accuracy", 0.5);
    metrics.put("eval_loss", 2.0);
    assertThat(Units.metrics(metrics)).isEqualTo("eval_loss 2.000, eval_accuracy 0.5000");
  }

  @Test
  void countsHaveSeparators() {
    assertThat(Units.count(824_320)).isEqualTo("824,320");
  }
}
