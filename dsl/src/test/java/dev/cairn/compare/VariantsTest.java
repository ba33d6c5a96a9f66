package dev.cairn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantsTest {

  @ParameterizedTest
  @CsvSource({
    "3e-4, 3e-4",
    "0.001, 1e-3",
    "0.00015, 1.5e-4",
    "0.1, 0.1",
    "64, 64",
    "0, 0",
    "-2e-5, -2e-5",
    "12500000, 1.25e7",
    "1e38, 1e38"
  })
  void aNumberIsWrittenAsPeopleWriteIt(double value, String text) {
    assertThat(AxisValue.text(value)).isEqualTo(text);
  }

  @Test
  void severalArgumentsStandWithCommas() {
    assertThat(AxisValue.text(List.of(0.9, 0.99))).isEqualTo("0.9,0.99");
  }

  @Test
  void theLastAxisTurnsFastest() {
    Map<String, List<String>> axes = new LinkedHashMap<>();
    axes.put("optimizer.adamW.lr", List.of("1e-3", "3e-4"));
    axes.put("model.gpt2.width", List.of("64", "128"));
    assertThat(Variants.grid(axes))
        .extracting(Variant::name)
        .containsExactly(
            "lr-1e-3_width-64", "lr-1e-3_width-128", "lr-3e-4_width-64", "lr-3e-4_width-128");
  }

  @Test
  void pathsThatEndAlikeAreWrittenInFull() {
    List<Map<String, String>> points =
        List.of(Map.of("optimizer.cosine.warmup", "1"), Map.of("optimizer.linear.warmup", "1"));
    assertThat(Variants.named(points))
        .extracting(Variant::name)
        .containsExactly("optimizer.cosine.warmup-1", "optimizer.linear.warmup-1");
  }

  @Test
  void valuesThatLookAlikeHaveNamesOfTheirOwn() {
    List<Map<String, String>> points =
        List.of(Map.of("data.text", "a/b"), Map.of("data.text", "a b"));
    assertThat(Variants.named(points))
        .extracting(Variant::name)
        .containsExactly("text-a-b", "text-a-b+2");
  }

  @Test
  void anExperimentWithoutAxesHasOneVariant() {
    assertThat(Variants.grid(Map.of())).extracting(Variant::name).containsExactly("base");
  }
}
