package dev.cairn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final double PEAK = 1e-3;
  private static final double FLOOR = 1e-4;
  private static final Schedule COSINE = new Schedule.Cosine(10, FLOOR, OptionalLong.empty());
  private static final Schedule LINEAR = new Schedule.Linear(10, FLOOR, OptionalLong.empty());

  @Test
  void theWarmUpRisesInAStraightLineToThePeak() {
    assertRate(COSINE, 1, 110, PEAK / 10);
    assertRate(COSINE, 5, 110, PEAK / 2);
    assertRate(COSINE, 10, 110, PEAK);
    assertRate(new Schedule.Constant(4), 1, 110, PEAK / 4);
  }

  @Test
  void aCosineIsHalfWayDownInTheMiddleAndAtTheFloorAtTheHorizon() {
    assertRate(COSINE, 60, 110, (PEAK + FLOOR) / 2);
    assertRate(COSINE, 35, 110, FLOOR + 0.5 * (PEAK - FLOOR) * (1 + Math.sqrt(0.5)));
    assertRate(COSINE, 110, 110, FLOOR);
  }

  @Test
  void aLineFallsEvenlyToTheFloor() {
    assertRate(LINEAR, 35, 110, PEAK - 0.25 * (PEAK - FLOOR));
    assertRate(LINEAR, 110, 110, FLOOR);
  }

  @Test
  void aConstantStaysAtThePeak() {
    assertRate(new Schedule.Constant(0), 1, 110, PEAK);
    assertRate(new Schedule.Constant(0), 1_000_000, 110, PEAK);
  }

  @Test
  void afterTheHorizonTheRateStaysAtTheFloor() {
    assertRate(COSINE, 500, 110, FLOOR);
    assertRate(LINEAR, 500, 110, FLOOR);
  }

  @Test
  void aHorizonThatIsGivenWinsOverTheTarget() {
    Schedule given = new Schedule.Cosine(10, FLOOR, OptionalLong.of(110));
    assertRate(given, 60, 1000, (PEAK + FLOOR) / 2);
    assertRate(given, 111, 1000, FLOOR);
  }

  @Test
  void aWarmUpLongerThanTrainingOnlyRises() {
    assertRate(COSINE, 5, 5, PEAK / 2);
    assertRate(COSINE, 11, 5, FLOOR);
  }

  @Test
  void valuesOutOfRangeAreRefusedWithTheSettingsName() {
    assertThatThrownBy(() -> new Schedule.Cosine(-1, 0, OptionalLong.empty()))
        .hasMessage("cosine: warmup(-1) must be at least 0; 0 turns it off");
    assertThatThrownBy(() -> new Schedule.Linear(0, -0.5, OptionalLong.empty()))
        .hasMessage("linear: floor(-0.5) must be at least 0");
    assertThatThrownBy(() -> new Schedule.Cosine(0, Double.NaN, OptionalLong.empty()))
        .hasMessage("cosine: floor(NaN) must be at least 0");
    assertThatThrownBy(() -> new Schedule.Cosine(0, 0, OptionalLong.of(0)))
        .hasMessage("cosine: horizon(0) must be at least 1 step");
    assertThatThrownBy(() -> new Schedule.Constant(-2))
        .hasMessage("constant: warmup(-2) must be at least 0; 0 turns it off");
  }

  private static void assertRate(Schedule schedule, long step, long target, double wanted) {
    assertThat(schedule.learningRate(PEAK, step, target)).isCloseTo(wanted, within(1e-15));
  }
}
