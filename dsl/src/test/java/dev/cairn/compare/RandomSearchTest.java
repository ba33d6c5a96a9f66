package dev.cairn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomSearchTest {

  private static final String RATE = "optimizer.adamW.lr";
  private static final String WIDTH = "model.gpt2.width";

  private static List<Map<String, String>> points(int draws, long seed) {
    Map<String, Distribution> axes = new LinkedHashMap<>();
    axes.put(RATE, new Distribution.LogUniform(1e-4, 1e-2));
    axes.put(WIDTH, new Distribution.Choice(List.of("64", "128")));
    return new RandomSearch(draws, seed, axes).points();
  }

  @Test
  void moreDrawsLeaveTheFirstAsTheyAre() {
    assertThat(points(50, 0)).doesNotHaveDuplicates();
    assertThat(points(50, 0).subList(0, 8)).isEqualTo(points(8, 0));
    assertThat(points(8, 1)).isNotEqualTo(points(8, 0));
  }

  @Test
  void eachOrderOfMagnitudeIsAsLikelyAndNamesAreShort() {
    List<Map<String, String>> points = points(400, 0);
    assertThat(points)
        .allSatisfy(point -> assertThat(Double.parseDouble(point.get(RATE))).isBetween(1e-4, 1e-2));
    assertThat(points.stream().filter(point -> Double.parseDouble(point.get(RATE)) < 1e-3).count())
        .isBetween(160L, 240L);
    assertThat(Variants.named(points))
        .extracting(Variant::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.length() <= "lr-1.23e-4_width-128".length());
  }

  @Test
  void aDrawOfOneSettingDoesNotDependOnTheOthers() {
    RandomSearch alone =
        new RandomSearch(8, 0, Map.of(RATE, new Distribution.LogUniform(1e-4, 1e-2)));
    assertThat(alone.points())
        .extracting(point -> point.get(RATE))
        .isEqualTo(points(8, 0).stream().map(point -> point.get(RATE)).toList());
  }

  @Test
  void bothEndsOfWholeNumbersAreDrawnAndRunOut() {
    RandomSearch all = new RandomSearch(3, 0, Map.of("n", new Distribution.Whole(1, 3)));
    assertThat(all.points()).extracting(point -> point.get("n")).contains("1", "2", "3");
    assertThatThrownBy(new RandomSearch(4, 0, all.axes())::points)
        .hasMessage(
            "random(4) finds no more than 3 different points; draw fewer, or from wider ranges");
  }

  @Test
  void aRangeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Distribution.LogUniform(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Distribution.Uniform(2, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
