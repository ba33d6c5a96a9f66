package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {

  private static final int MOST_BYTES = 60_000;
  private static final Terminal UNICODE = new Terminal(80, false, false, true);

  @TempDir private Path runs;

  @Test
  void theBestCheckpointHasAStarAndEachCheckpointATitle() throws IOException {
    String html = trained("sft").html();
    assertThat(html)
        .contains(
            "<title>checkpoint-100: eval_loss 2.500</title>",
            "<title>checkpoint-200: eval_loss 1.500 (* best)</title>",
            "<title>checkpoint-300: eval_loss 1.900 (latest)</title>",
            "<title>step 200: evaluation 1.500</title>");
  }

  @Test
  void theNumbersStandInATableToo() throws IOException {
    assertThat(trained("sft").html())
        .containsPattern("<td [^>]*>1\\.500</td><td [^>]*>checkpoint-200");
  }

  @Test
  void inATerminalCheckpointsStandBelowTheAxis() throws IOException {
    assertThat(trained("sft").text(UNICODE))
        .contains("training, smoothed", "evaluation", "▲ checkpoint", "★ best")
        .containsPattern("\n +▲ +★ +▲\n");
  }

  @Test
  void withoutUnicodeItIsDrawnInAscii() throws IOException {
    assertThat(trained("sft").text(Terminal.plain(80)))
        .matches("\\p{ASCII}+")
        .contains("x evaluation");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120, Integer.MAX_VALUE})
  void fitsTheTerminal(int width) throws IOException {
    String text = trained("sft").text(new Terminal(width, false, false, true));
    assertThat(text.lines().limit(18))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Math.min(100, width)));
  }

  @Test
  void aRunOfAnyLengthStaysSmall() {
    Series training = new Series();
    Series evaluation = new Series();
    LongStream.range(0, 200_000).forEach(step -> training.log(step, Math.sin(step * 7.1)));
    LongStream.range(0, 20_000).forEach(step -> evaluation.log(step * 10, Math.cos(step * 3.3)));
    RunCurves run =
        new RunCurves(
            "sft/a-name-that-goes-on-and-on/lr-3e-4",
            Thinning.extremes(training, RunCurves.MOST_POINTS),
            Thinning.trend(training, 150),
            Thinning.extremes(evaluation, RunCurves.MOST_POINTS),
            LongStream.range(0, 10_000).mapToObj(Checkpoints::at).toList(),
            0);
    Curves one = Curves.of(run);
    Curves many = one;
    for (int i = 1; i < 20; i++) {
      assertThat(many.html()).as(i + " runs").hasSizeLessThan(MOST_BYTES);
      many = many.with(one);
    }
    assertThat(many.html()).contains("4 more runs are not drawn");
  }

  @Test
  void severalRunsAreNamed() throws IOException {
    Curves both = trained("sft/lr-1e-3").with(trained("sft/lr-3e-4"));
    assertThat(both.html()).contains("sft/lr-1e-3", "sft/lr-3e-4");
    assertThat(both.text(UNICODE)).contains("sft/lr-1e-3", "sft/lr-3e-4");
  }

  @Test
  void onALogarithmicScaleWhatIsNotAboveZeroIsLeftOut() throws IOException {
    try (LoggedRun run = new LoggedRun(runs.resolve("odd"))) {
      run.log(1, "loss", -1).log(2, "loss", 10).log(3, "loss", 1);
      Curves curves = Curves.of(run.directory(), "odd").logScale();
      assertThat(curves.text(UNICODE)).contains("log scale").contains("10", "1");
      assertThat(curves.html()).contains("log scale");
    }
  }

  @Test
  void whatIsNotANumberIsCounted() throws IOException {
    try (LoggedRun run = new LoggedRun(runs.resolve("diverged"))) {
      run.train(1, 10).log(11, "loss", Double.NaN);
      Curves curves = Curves.of(run.directory(), "diverged");
      String counted = "diverged: 1 value could not be drawn: NaN or infinite";
      assertThat(curves.text(UNICODE)).contains(counted);
      assertThat(curves.html()).contains(counted).doesNotContain("NaN,");
    }
  }

  @Test
  void whereNothingWasLoggedItSaysSo() throws IOException {
    try (LoggedRun run = new LoggedRun(runs.resolve("new"))) {
      Curves curves = Curves.of(run.directory(), "new");
      assertThat(curves.text(UNICODE)).isEqualTo("new: no loss was logged yet\n");
      assertThat(curves.html()).contains("no loss was logged yet");
      assertThat(curves.png()).isEmpty();
    }
  }

  @Test
  void oneStepIsDrawnToo() throws IOException {
    try (LoggedRun run = new LoggedRun(runs.resolve("one"))) {
      run.train(1, 1);
      Curves curves = Curves.of(run.directory(), "one");
      assertThat(curves.html()).contains("<circle").doesNotContain("NaN");
      assertThat(curves.text(UNICODE)).contains("training");
      assertThat(curves.png()).isPresent();
    }
  }

  @Test
  void thePictureHasItsColours() throws IOException {
    byte[] png = trained("sft").png().orElseThrow();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(1440, 640);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(Arrays.stream(image.getRGB(0, 0, 1440, 640, null, 0, 1440)).distinct().boxed())
        .contains(0xff000000 | Paint.BLUE.rgb(), 0xff000000 | Paint.ORANGE.rgb());
  }

  private Curves trained(String name) throws IOException {
    try (LoggedRun run = new LoggedRun(runs.resolve(name))) {
      run.train(1, 300).save(100, 2.5).save(200, 1.5).save(300, 1.9);
      return Curves.of(run.directory(), name);
    }
  }
}
