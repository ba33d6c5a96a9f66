package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTailTest {

  @TempDir private Path run;
  private MetricsTail tail;

  @BeforeEach
  void follow() {
    tail = RunDirectory.at(run).metricsTail();
  }

  @Test
  void whereNothingWasLoggedThereIsNothing() throws IOException {
    assertThat(told()).isEmpty();
  }

  @Test
  void eachCallTellsOnlyWhatCameSince() throws IOException {
    append(line(1) + line(2));
    assertThat(told()).containsExactly("1", "2");
    append(line(3));
    assertThat(told()).containsExactly("3");
    assertThat(told()).isEmpty();
  }

  @Test
  void aLineThatIsNotWholeYetWaits() throws IOException {
    String whole = line(1);
    append(whole.substring(0, 20));
    assertThat(told()).isEmpty();
    append(whole.substring(20));
    assertThat(told()).containsExactly("1");
  }

  @Test
  void aLineThatWasTornIsPassedOver() throws IOException {
    append(line(1) + "{\"step\": 2, \"lo\n" + line(3));
    assertThat(told()).containsExactly("1", "3");
  }

  @Test
  void goingBackIsTold() throws IOException {
    append(line(1) + line(2) + "{\"superseded_after\": 1, \"time\": \"2026-01-01T00:00:00Z\"}\n");
    assertThat(told()).containsExactly("1", "2", "back to 1");
  }

  @Test
  void aShorterFileBeginsAnew() throws IOException {
    append(line(1) + line(2));
    assertThat(told()).hasSize(2);
    Files.writeString(file(), line(7));
    assertThat(told()).containsExactly("anew", "7");
  }

  @Test
  void anotherFileBeginsAnewHoweverLongItIs() throws IOException {
    append(line(1));
    assertThat(told()).hasSize(1);
    Path other = Files.writeString(run.resolve("other"), line(7) + line(8));
    Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(told()).containsExactly("anew", "7", "8");
  }

  @Test
  void aFileThatWentAwayLeavesNothing() throws IOException {
    append(line(1));
    assertThat(told()).hasSize(1);
    Files.delete(file());
    assertThat(told()).containsExactly("anew");
    assertThat(told()).isEmpty();
  }

  private List<String> told() throws IOException {
    List<String> told = new ArrayList<>();
    tail.read(
        new MetricsTail.Reader() {
          @Override
          public void logged(long step, Map<String, Double> values) {
            told.add(step + (values.equals(Map.of("loss", 2.5)) ? "" : " " + values));
          }

          @Override
          public void supersededAfter(long step) {
            told.add("back to " + step);
          }

          @Override
          public void begunAnew() {
            told.add("anew");
          }
        });
    return told;
  }

  private Path file() {
    return run.resolve("metrics.jsonl");
  }

  private void append(String text) throws IOException {
    Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String line(long step) {
    return "{\"epoch\": 0.5, \"loss\": 2.5, \"step\": %d, \"time\": \"2026-01-01T00:00:00Z\"}\n"
        .formatted(step);
  }
}
