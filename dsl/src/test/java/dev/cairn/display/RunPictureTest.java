package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPictureTest {

  private static final Terminal TERMINAL = new Terminal(100, false, false, true);

  @TempDir private Path runs;
  private LoggedRun run;

  @BeforeEach
  void begin() throws IOException {
    run = new LoggedRun(runs.resolve("sft"));
    run.train(1, 200).save(100, 2.5).save(200, 1.5);
    run.status(LoggedRun.status(RunStatus.State.RUNNING, 200));
  }

  @AfterEach
  void close() throws IOException {
    run.close();
  }

  @Test
  void hasTheBarTheEvaluationsAndTheCurves() throws IOException {
    RunPicture picture = RunPicture.of(run.directory(), "sft");
    assertThat(picture.text(TERMINAL))
        .startsWith("sft running ━━━")
        .containsPattern("100 +1\\.040 +2\\.500\n")
        .containsPattern("200 +1\\.020 +1\\.500 +\\* best\n")
        .contains("training, smoothed");
    assertThat(picture.html()).contains("<progress", "<table", "<svg");
    assertThat(picture.png()).isPresent();
  }

  @Test
  void theNextLookShowsWhatCameSince() throws IOException {
    RunWatch watch = RunWatch.of(run.directory(), "sft");
    watch.look();
    run.train(201, 300).save(300, 1.25).status(LoggedRun.status(RunStatus.State.FINISHED, 300));
    RunPicture picture = watch.look();
    assertThat(picture.text(TERMINAL)).containsPattern("300 +1\\.013 +1\\.250 +\\* best\n");
    assertThat(picture.status().ended()).isTrue();
    assertThat(picture.html()).contains("<title>checkpoint-300: eval_loss 1.250 (* best, latest)");
  }

  @Test
  void whatAResumeWentBackBehindIsGone() throws IOException {
    RunWatch watch = RunWatch.of(run.directory(), "sft");
    assertThat(watch.look().text(TERMINAL)).containsPattern("\n +200 +1\\.020");
    run.backTo(100).status(LoggedRun.status(RunStatus.State.RUNNING, 100));
    assertThat(watch.look().text(TERMINAL))
        .doesNotContainPattern("\n +200 +1\\.020")
        .containsPattern("\n +100 +1\\.040 +2\\.500 +\\* best");
  }

  @Test
  void watchingTellsTheSameAsLookingAnew() throws IOException {
    RunWatch watch = RunWatch.of(run.directory(), "sft");
    watch.look();
    run.train(201, 1000).save(1000, 1.25).backTo(200).train(201, 500).save(500, 1.1);
    run.status(LoggedRun.status(RunStatus.State.FINISHED, 500));
    assertThat(watch.look().html()).isEqualTo(RunPicture.of(run.directory(), "sft").html());
  }

  @Test
  void manyEvaluationsAreCountedAndTheLastShown() throws IOException {
    for (long step = 201; step <= 230; step++) {
      run.log(step, "eval_loss", 2);
    }
    String html = RunPicture.of(run.directory(), "sft").html();
    assertThat(html).contains("20 earlier rows").containsPattern("<td [^>]*>230</td>");
  }

  @Test
  void aRunThatHasNotBegunIsShownToo() throws IOException {
    try (LoggedRun bare = new LoggedRun(runs.resolve("bare"))) {
      RunPicture picture = RunPicture.of(bare.directory(), "bare");
      assertThat(picture.text(TERMINAL)).contains("bare: no loss was logged yet");
      assertThat(picture.html()).contains("no loss was logged yet");
    }
  }
}
