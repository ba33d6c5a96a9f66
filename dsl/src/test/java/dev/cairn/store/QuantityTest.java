package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "500MB, 500000000",
    "10GB, 10000000000",
    "1.5TB, 1500000000000",
    "10GiB, 10737418240",
    "1 kib, 1024",
    "64kB, 64000",
    "12b, 12",
    "0, 0",
  })
  void aSizeIsReadInDecimalAndBinaryUnits(String text, long bytes) {
    assertThat(Quantity.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ten", "10", "10 G", "-1GB", "1e3MB", "99999999TiB", "10GB extra"})
  void whatIsNoSizeIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Quantity.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is no size; write it as 500MB, 1.5TB or 10GiB");
  }

  @ParameterizedTest
  @CsvSource({"7d, P7D", "12h, PT12H", "30m, PT30M", "45s, PT45S", "1.5h, PT90M", "0, PT0S"})
  void aSpanIsReadInDaysToSeconds(String text, Duration span) {
    assertThat(Quantity.span(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "a week", "7 days"})
  void whatIsNoSpanIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Quantity.span(text))
        .hasMessage("\"" + text + "\" is no time span; write it as 7d, 12h or 30m");
  }

  @Property
  void whatIsWrittenIsReadBack(
      @ForAll @LongRange(min = 0) long bytes, @ForAll @LongRange(min = 0, max = 1L << 50) long ms) {
    assertThat(Quantity.bytes(Quantity.text(bytes))).isEqualTo(bytes);
    Duration span = Duration.ofMillis(ms);
    assertThat(Quantity.span(Quantity.text(span))).isEqualTo(span);
  }
}
