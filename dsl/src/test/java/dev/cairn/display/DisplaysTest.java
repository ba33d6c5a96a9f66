package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunStatus;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every display: it is at home in any notebook, and trusts nobody. */
class DisplaysTest {

  private static final String HOSTILE = "<script>alert(\"1\")</script>\u001b[31m&'";

  @TempDir private Path temporary;
  private List<Display> displays;

  @BeforeEach
  void makeOneOfEach() throws IOException {
    try (LoggedRun run = new LoggedRun(temporary.resolve("run"))) {
      run.train(1, 50).log(50, "eval_" + HOSTILE, 2).save(50, 2.5).failed(HOSTILE);
      run.status(LoggedRun.status(RunStatus.State.FAILED, 50));
      Curves curves = Curves.of(run.directory(), HOSTILE);
      displays =
          List.of(
              CheckpointTable.of(run.directory()),
              CheckpointTable.of(List.of(damaged())),
              StatusTable.of(run.directory(), HOSTILE),
              RunPicture.of(run.directory(), HOSTILE),
              curves,
              curves.with(curves).logScale(),
              TensorTable.of(List.of(MemoryTensor.floats(HOSTILE, Shape.of(2), 1, 2))),
              ConfigTable.of(Map.of("a." + HOSTILE, HOSTILE)),
              ConfigTable.of(Map.of("a", HOSTILE)).diff(HOSTILE, ConfigTable.of(Map.of()), "b"),
              TokenStrip.of(List.of(new TokenStrip.Token(7, HOSTILE))),
              TextSamples.of(List.of(new TextSamples.Sample(HOSTILE, HOSTILE, HOSTILE))));
    }
  }

  @Test
  void whatUsersWroteIsOnlyText() {
    for (Display display : displays) {
      assertThat(display.html()).doesNotContain("<script", "\u001b");
      assertThat(display.page(HOSTILE)).doesNotContain("<script", "\u001b");
    }
  }

  @Test
  void aTerminalIsNotSteered() {
    for (Display display : displays) {
      assertThat(display.text(Terminal.plain(100))).doesNotContain("\u001b", "\r");
    }
  }

  @Test
  void nothingReachesTheRestOfThePageOrTheNet() {
    for (Display display : displays) {
      assertThat(display.html())
          .doesNotContain(
              "<style", " id=", " class=", "http", "url(", "@import", "onclick", "href");
    }
  }

  @Test
  void everyElementIsClosed() throws Exception {
    for (Display display : displays) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(display.html().getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void equalDisplaysAreEqualBytes() {
    for (Display display : displays) {
      assertThat(display.html()).isEqualTo(display.html());
      assertThat(display.png()).usingRecursiveComparison().isEqualTo(display.png());
    }
  }

  @Test
  void thePageFollowsTheReadersTheme() {
    assertThat(displays.get(0).page("a")).contains("color-scheme\" content=\"light dark");
  }

  private static Checkpoint damaged() {
    return new Checkpoint(
        Path.of("runs/a/checkpoint-1"),
        1,
        1,
        Map.of(HOSTILE, 2.0),
        1,
        Instant.EPOCH,
        false,
        false,
        true,
        Optional.of(HOSTILE),
        Optional.of(HOSTILE));
  }
}
