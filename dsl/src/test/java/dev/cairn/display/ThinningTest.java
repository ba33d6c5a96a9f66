package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinningTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 299, 300, 301, 302, 599, 10_000})
  void atMostSoManyPointsInTheirOrder(int size) {
    List<Point> kept = Thinning.extremes(noise(size), 300);
    assertThat(kept).hasSizeLessThanOrEqualTo(300);
    assertThat(kept).isSortedAccordingTo(Comparator.comparingDouble(Point::x));
    assertThat(kept).doesNotHaveDuplicates();
  }

  @Test
  void fewPointsStayAsTheyAre() {
    assertThat(Thinning.extremes(noise(300), 300)).isEqualTo(noise(300));
  }

  @Test
  void noSpikeIsLost() {
    List<Point> points = noise(10_000);
    points.set(7_777, new Point(7_777, 99));
    points.set(1_234, new Point(1_234, -99));
    assertThat(Thinning.extremes(points, 300))
        .contains(points.get(7_777), points.get(1_234), points.get(0), points.get(9_999));
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    List<Point> points = noise(1_000);
    points.set(3, new Point(3, Double.NaN));
    points.set(4, new Point(4, Double.POSITIVE_INFINITY));
    assertThat(Thinning.extremes(points, 300)).allMatch(Point::finite);
  }

  @Test
  void theTrendOfAConstantIsTheConstantFromTheFirstPointOn() {
    List<Point> constant = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      constant.add(new Point(i, 2.5));
    }
    assertThat(Thinning.trend(constant, 150))
        .hasSizeLessThanOrEqualTo(151)
        .allSatisfy(point -> assertThat(point.y()).isCloseTo(2.5, within(1e-9)))
        .contains(new Point(0, 2.5))
        .extracting(Point::x)
        .contains(499.0);
  }

  @Test
  void aValueThatIsNotFiniteDoesNotPoisonTheTrend() {
    List<Point> points = noise(100);
    points.set(50, new Point(50, Double.NaN));
    assertThat(Thinning.trend(points, 150)).hasSize(99).allMatch(Point::finite);
  }

  private static List<Point> noise(int size) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      points.add(new Point(i, Math.sin(i * 12.9898) * 3));
    }
    return points;
  }
}
