package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceJsonTest {

  /** The right side is what Python's json.dumps prints. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1.0, 1.0",
    "0.1, 0.1",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "5e-5, 5e-05",
    "0.000123456, 0.000123456",
    "123456789.0, 123456789.0",
    "9999999999999998.0, 9999999999999998.0",
    "1e16, 1e+16",
    "1.5e300, 1.5e+300",
    "2e-3, 0.002",
    "2.0000000000000001e-3, 0.002",
    "4.9e-324, 5e-324",
    "2e23, 2e+23",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity"
  })
  void numbersAreWrittenAsPythonWritesThem(double value, String expected) {
    assertThat(HuggingFaceJson.format(List.of(value))).isEqualTo("[\n  " + expected + "\n]\n");
  }

  @Property
  void everyNumberReadsBackAsItself(@ForAll double value) throws IOException {
    String text = HuggingFaceJson.format(Map.of("value", value));
    assertThat(HuggingFaceJson.parse(text)).isEqualTo(Map.of("value", value));
  }

  @Property
  void everyTextReadsBackAsItself(@ForAll String value) throws IOException {
    String text = HuggingFaceJson.format(Map.of("value", value));
    assertThat(HuggingFaceJson.parse(text)).isEqualTo(Map.of("value", value));
  }

  @Test
  void aTreeIsWrittenAsTheTrainerWritesIt() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("log_history", List.of(Map.of("loss", 2.5, "step", 10)));
    tree.put("best_metric", null);
    tree.put("is_world_process_zero", true);
    tree.put("stateful_callbacks", Map.of());
    tree.put("empty", List.of());
    tree.put("name", "Zo\u00eb \"quoted\"\n");
    assertThat(HuggingFaceJson.format(tree))
        .isEqualTo(
            """
            {
              "best_metric": null,
              "empty": [],
              "is_world_process_zero": true,
              "log_history": [
                {
                  "loss": 2.5,
                  "step": 10
                }
              ],
              "name": "Zo\\u00eb \\"quoted\\"\\n",
              "stateful_callbacks": {}
            }
            """);
  }

  @Test
  void whatJsonCannotHoldIsRefusedByType() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HuggingFaceJson.format(List.of('x')))
        .withMessage("JSON has no form for java.lang.Character: x");
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertThatThrownBy(() -> HuggingFaceJson.parse("{\"a\": 1, \"a\": 2}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Duplicate");
  }

  @Test
  void wholeNumbersAreReadAsLongs() throws IOException {
    List<Object> values = new ArrayList<>(HuggingFaceJson.parse("{\"a\": 1}").values());
    assertThat(values).containsExactly(1L);
  }

  @Test
  void anythingButOneObjectIsRefused() {
    for (String text : new String[] {"", "[]", "null", "{} {}", "{\"a\": "}) {
      assertThatThrownBy(() -> HuggingFaceJson.parse(text))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("not a JSON object");
    }
  }
}
