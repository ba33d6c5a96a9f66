package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @Test
  void ticksAreRoundNumbersWithinTheAxis() {
    assertThat(new Axis(0, 600, false).ticks(8))
        .containsExactly(0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0);
    assertThat(new Axis(1.2, 5.1, false).ticks(5)).containsExactly(2.0, 3.0, 4.0, 5.0);
  }

  @Test
  void aLogarithmicAxisHasItsOwnRoundNumbers() {
    assertThat(new Axis(0.009, 11, true).ticks(5)).containsExactly(0.01, 0.1, 1.0, 10.0);
  }

  @Test
  void onAShortLogarithmicAxisTheEvenNumbersReadWell() {
    assertThat(new Axis(1.4, 5, true).ticks(5)).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void oneValueHasRoomAround() {
    Axis axis = Axis.around(2, 2, false);
    assertThat(axis.place(2)).isEqualTo(0.5);
    assertThat(Axis.around(2, 2, true).place(2)).isEqualTo(0.5);
  }

  @Test
  void equalFactorsAreEquallyFarApartOnALogarithmicAxis() {
    Axis axis = new Axis(1, 100, true);
    assertThat(axis.place(10)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "2.5, 2.5",
    "400, 400",
    "9000, 9000",
    "10000, 10k",
    "12500, 12.5k",
    "1200000, 1.2M",
    "0.25, 0.25",
    "0.0002, 2.0e-04",
    "-3, -3"
  })
  void labelsAreShort(double number, String label) {
    assertThat(Axis.label(number)).isEqualTo(label);
  }
}
