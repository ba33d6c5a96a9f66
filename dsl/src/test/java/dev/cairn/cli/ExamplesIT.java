package dev.cairn.cli;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each example runs as the README says, if only for two steps. */
class ExamplesIT {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "quickstart.cairn.kts, quickstart, public static ",
    "quickstart.jsh, quickstart-jsh, public static ",
    "Quickstart.java, quickstart-java, public static ",
    "own-text.cairn.kts, own-text, 'Cairn '",
    "lr-sweep.cairn.kts, lr-sweep/lr-1e-3/seed-2, '4 of 4 runs done'",
  })
  void anExampleTrainsSavesAndWrites(String example, String run, String prompt) throws Exception {
    assertThat(train(example)).contains(prompt);
    assertThat(folder.resolve(run).resolve("checkpoint-2/model.safetensors")).exists();
  }

  @Test
  void theLinesOfTheReadmeCompareTheRunsOfTheSweep() throws Exception {
    train("lr-sweep.cairn.kts");
    List<String> lines =
        Files.readAllLines(Path.of("../README.md")).stream()
            .filter(line -> line.matches(" {4}\\./cairn (compare|report|diff|merge) .*lr-sweep/.*"))
            .toList();
    assertThat(lines).hasSize(4);
    for (String line : lines) {
      List<String> words = new ArrayList<>(List.of(line.strip().replace("'", "").split(" ")));
      words.set(0, "--runs=" + folder);
      words.replaceAll(word -> word.equals("report.html") ? folder.resolve(word).toString() : word);
      Collections.rotate(words, -1);
      Invocation done = Invocation.of(words.toArray());
      assertThat(done.exitCode()).as(line + "\n" + done.err()).isZero();
    }
    assertThat(folder.resolve("report.html")).content().contains("lr-sweep/lr-4e-3/seed-1", "<svg");
    assertThat(folder.resolve("soup/checkpoint-2")).exists();
  }

  @Test
  void theStoreAloneSavesAndLoadsTensorsOfOnesOwn() throws Exception {
    Path log = folder.resolve("log");
    Process process = CairnProcess.start(log, List.of("run", "examples/StoreAlone.java"));
    assertThat(process.waitFor(1, MINUTES)).isTrue();
    assertThat(Files.readString(log))
        .contains("holds [layer.weight]", "checkpoint-400 is whole: true");
    assertThat(process.exitValue()).isZero();
  }

  /** Runs an example for two steps; what it printed. */
  private String train(String example) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        CairnProcess.start(
            log,
            List.of(
                "run",
                "examples/" + example,
                "--runs",
                folder.toString(),
                "--steps",
                "2",
                "--set",
                "evaluation.batches=1"));
    assertThat(process.waitFor(5, MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return Files.readString(log);
  }
}
