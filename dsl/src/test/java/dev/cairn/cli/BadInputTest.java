package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said in one line, with an exit code that is not 0. */
class BadInputTest {

  @TempDir private Path temporary;
  private Path runs;

  @BeforeEach
  void nameTheRuns() {
    runs = temporary.resolve("runs");
  }

  @Test
  void aScriptThatIsNotThere() {
    assertThat(run(Path.of("nowhere.cairn.kts")))
        .isEqualTo(new Invocation(2, "", "Error: there is no script nowhere.cairn.kts\n"));
  }

  @Test
  void aScriptOfAnotherLanguage() throws IOException {
    Path script = script("train.py", "print()");
    assertThat(run(script))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "Error: " + script + ": a script's name ends with .cairn.kts, .jsh or .java\n"));
  }

  @Test
  void aScriptThatDoesNotCompileShowsItsLineAndPlace() throws IOException {
    Path script = script("typo.jsh", "int a = 1;\n\nint b = c + 1;\n");
    assertThat(run(script))
        .isEqualTo(
            new Invocation(
                2,
                "",
                script
                    + ":3:9: cannot find symbol, symbol: variable c\n"
                    + "  int b = c + 1;\n"
                    + "          ^\n"));
  }

  @Test
  void aNegativeIntervalNamesTheLineOfTheScript() throws IOException {
    Path script =
        script(
            "negative.jsh",
            """
            var run = Cairn.run("negative", r -> r
                .data(d -> d.javaSources())
                .checkpoints(c -> c.saveEvery(-1)));
            """);
    Invocation negative = run(script);
    assertThat(negative.exitCode()).isEqualTo(2);
    assertThat(negative.err())
        .startsWith("negative.jsh:3: checkpoints: saveEvery(-1) must be at least 1 step")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "missing.txt, there is no file or folder",
    "empty.txt, is empty",
    "short.txt, context"
  })
  void textThatIsMissingOrEmptyOrTooShort(String name, String reason) throws IOException {
    Files.writeString(temporary.resolve("empty.txt"), "");
    Files.writeString(temporary.resolve("short.txt"), "abc");
    Invocation failed = run(training(temporary.resolve(name)));
    assertThat(failed.exitCode()).isNotZero();
    assertThat(failed.err()).contains(reason).hasLineCount(1);
  }

  @Test
  void aDirectoryThatCannotBeWritten() throws IOException {
    Files.writeString(runs, "a file where the directory should be");
    Invocation failed = run(training(temporary));
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .contains("cannot be written")
        .contains("name another directory")
        .hasLineCount(1);
  }

  @Test
  void aRunInUseNamesTheProcess() throws IOException {
    try (CheckpointStore holder = new SampleRuns(runs).open("t")) {
      Invocation failed = run(training(temporary));
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.err())
          .contains(holder.directory().path().toString())
          .contains("is in use by process " + ProcessHandle.current().pid() + " on ")
          .hasLineCount(1);
    }
  }

  @Test
  void aStartFromACheckpointThatIsNotThereNamesThoseThereAre() throws IOException {
    new SampleRuns(runs).with("t", 2.5, 2.25);
    Invocation failed = run(training(temporary), "--resume", "checkpoint-300");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .isEqualTo(
            "Error: there is no checkpoint-300; the run has checkpoint-100, checkpoint-200\n");
  }

  @Test
  void aStartFromACheckpointOfAnotherRun() throws IOException {
    new SampleRuns(runs).with("t", 2.5).with("other", 2.5);
    Invocation failed = run(training(temporary), "--resume", "other/checkpoint-100");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err())
        .contains("other/checkpoint-100 is no checkpoint of the run in " + runs.resolve("t"))
        .hasLineCount(1);
  }

  @Test
  void aStartFromADamagedCheckpointNamesTheFault() throws IOException {
    new SampleRuns(runs).with("t", 2.5);
    Files.delete(runs.resolve("t/checkpoint-100/model.safetensors"));
    Invocation failed = run(training(temporary), "--resume", "checkpoint-100");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("is damaged").contains("model.safetensors").hasLineCount(1);
  }

  @Test
  void resumingAndBeginningAgainContradict() throws IOException {
    Invocation both = run(training(temporary), "--resume", "auto", "--fresh");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--resume").contains("--fresh").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"optimizer.adamW.lr", "=3", ""})
  void aSettingThatIsNoPathAndValue(String setting) throws IOException {
    Invocation wrong = run(training(temporary), "--set", setting);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("write a path and a value").hasLineCount(1);
  }

  @Test
  void anUnknownSettingListsThoseThereAre() throws IOException {
    assertThat(run(training(temporary), "--set", "model.gpt2.depth=3"))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "Error: model.gpt2.depth: there is no setting depth;"
                    + " there are dropout, heads, layers, width\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "--set, model.gpt2.width=wide, model.gpt2.width=wide",
    "--set, checkpoints.saveEvery=-1, must be at least 1",
    "--max-checkpoints, -1, maxCheckpoints",
    "--steps, 0, must be at least 1",
    "--steps, many, --steps"
  })
  void aValueThatDoesNotFit(String option, String value, String reason) throws IOException {
    Invocation wrong = run(training(temporary), option, value);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains(reason).hasLineCount(1);
  }

  @Test
  void nothingIsBegunOnAWrongCommandLine() throws IOException {
    run(training(temporary), "--set", "nothing=1");
    assertThat(runs).doesNotExist();
  }

  @Test
  void onlyDebugShowsWhereInTheCode() throws IOException {
    Path script = script("boom.jsh", "int a = 1;\nthrow new IllegalStateException(\"boom\");\n");
    assertThat(run(script)).isEqualTo(new Invocation(1, "", "boom.jsh:2: boom\n"));
    assertThat(run(script, "--debug").err())
        .contains("java.lang.IllegalStateException: boom\n\tat ")
        .endsWith("boom.jsh:2: boom\n");
  }

  private Path training(Path text) throws IOException {
    return script(
        "t.jsh",
        """
        Cairn.run("t", r -> r.data(d -> d.text("%s"))).train(5);
        """
            .formatted(text));
  }

  private Path script(String name, String text) throws IOException {
    return Files.writeString(temporary.resolve(name), text);
  }

  private Invocation run(Path script, String... more) {
    Object[] arguments = new Object[4 + more.length];
    arguments[0] = "run";
    arguments[1] = script;
    arguments[2] = "--runs";
    arguments[3] = runs;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Invocation.of(arguments);
  }
}
