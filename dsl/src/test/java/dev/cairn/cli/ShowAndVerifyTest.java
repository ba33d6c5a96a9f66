package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ShowAndVerifyTest {

  @TempDir private Path temporary;
  private SampleRuns runs;

  @BeforeEach
  void makeRuns() throws IOException {
    runs = new SampleRuns(temporary).with("a", 2.5, 2.25, 2.4).with("b", 3);
  }

  @ParameterizedTest
  @CsvSource({"a/checkpoint-100, 100", "a/best, 200", "a/latest, 300", "a, 300"})
  void aCheckpointIsNamedByStepOrByPointerOrByItsRun(String name, String step) {
    Invocation show = Invocation.of("show", name, "--runs", temporary);
    assertThat(show.exitCode()).isZero();
    assertThat(show.out()).startsWith(temporary.resolve("a/checkpoint-" + step) + "\n");
  }

  @Test
  void aCheckpointIsNamedByItsPath() {
    assertThat(Invocation.of("show", temporary.resolve("b/checkpoint-100")).exitCode()).isZero();
  }

  @Test
  void showTellsMetricsMarksFilesEnvironmentAndSettings() {
    assertThat(Invocation.of("show", "a/best", "--runs", temporary).out())
        .contains("step             200 (epoch 2.00)\n")
        .contains("marks            * best\n")
        .contains("eval_loss        2.250\n")
        .contains("threads          2\n")
        .containsPattern("model.safetensors +\\d+ B +2 tensors, 8 values F32\n")
        .containsPattern("model.gpt2.width +3\n");
  }

  @Test
  void showAsJsonHoldsTheTensors() {
    Invocation show = Invocation.of("show", "a/best", "--json", "--runs", temporary);
    JsonNode object = JsonMapper.shared().readTree(show.out());
    assertThat(object.get("run").stringValue()).isEqualTo("a");
    assertThat(object.get("parent").isNull()).isTrue();
    assertThat(object.get("environment").get("device").stringValue()).isEqualTo("cpu");
    assertThat(object.get("settings").get("optimizer.adamW.lr").doubleValue()).isEqualTo(0.001);
    JsonNode tensor = object.get("files").get(0).get("tensors").get(0);
    assertThat(tensor.get("dtype").stringValue()).isEqualTo("F32");
    assertThat(tensor.get("name").stringValue()).startsWith("transformer.");
    assertThat(tensor.get("shape").isArray()).isTrue();
  }

  @Test
  void anUnknownCheckpointIsAnErrorThatNamesThoseThereAre() {
    assertThat(Invocation.of("show", "a/checkpoint-7", "--runs", temporary))
        .isEqualTo(
            new Invocation(
                2,
                "",
                "Error: the run a has no checkpoint checkpoint-7; it has checkpoint-100,"
                    + " checkpoint-200, checkpoint-300\n"));
  }

  @Test
  void aCheckpointOfAnUnknownRunIsAnErrorThatNamesTheRuns() {
    assertThat(Invocation.of("show", "c/checkpoint-7", "--runs", temporary).err())
        .isEqualTo("Error: there is no checkpoint c/checkpoint-7; " + temporary + " holds a, b\n");
  }

  @Test
  void showOfACheckpointWithoutManifestIsAnError() throws IOException {
    Files.delete(temporary.resolve("b/checkpoint-100/cairn.json"));
    Invocation show = Invocation.of("show", "b/checkpoint-100", "--runs", temporary);
    assertThat(show.exitCode()).isEqualTo(1);
    assertThat(show.err()).contains("cairn.json is missing").hasLineCount(1);
  }

  @Test
  void verifyReadsAllRuns() {
    Invocation verify = Invocation.of("verify", "--runs", temporary);
    assertThat(verify.exitCode()).isZero();
    assertThat(verify.out())
        .contains("ok       " + temporary.resolve("b/checkpoint-100") + " (277 B)\n")
        .endsWith("4 checkpoints verified, every byte as it was saved\n");
  }

  @Test
  void verifyFailsOnAFlippedBitAndNamesFileAndTensor() throws IOException {
    runs.flipBit("a/checkpoint-200");
    Invocation verify = Invocation.of("verify", "a", "--runs", temporary);
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.out())
        .containsPattern(
            "DAMAGED  \\S*a/checkpoint-200: .*model.safetensors.*transformer\\.\\S+.*\n")
        .endsWith("3 checkpoints verified, 1 damaged; training passes over damaged ones\n");
  }

  @Test
  void verifyFailsOnATruncatedFile() throws IOException {
    Path file = temporary.resolve("b/checkpoint-100/model.safetensors");
    try (RandomAccessFile truncated = new RandomAccessFile(file.toFile(), "rw")) {
      truncated.setLength(50);
    }
    Invocation verify = Invocation.of("verify", "b/checkpoint-100", "--runs", temporary);
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.out()).contains("model.safetensors");
  }

  @Test
  void verifyAsJsonListsFaults() throws IOException {
    runs.flipBit("b/checkpoint-100");
    Invocation verify = Invocation.of("verify", "--json", "--runs", temporary);
    assertThat(verify.exitCode()).isEqualTo(1);
    JsonNode array = JsonMapper.shared().readTree(verify.out());
    assertThat(array.size()).isEqualTo(4);
    assertThat(array.get(0).get("valid").booleanValue()).isTrue();
    assertThat(array.get(0).get("faults").size()).isZero();
    assertThat(array.get(3).get("valid").booleanValue()).isFalse();
    assertThat(array.get(3).get("faults").size()).isEqualTo(1);
    JsonNode damaged = array.get(3).get("damaged").get(0);
    assertThat(damaged.get("file").stringValue()).isEqualTo("model.safetensors");
    assertThat(damaged.get("tensor").stringValue()).startsWith("transformer.");
    long last = damaged.get("last_byte").longValue();
    assertThat(last)
        .isEqualTo(Files.size(temporary.resolve("b/checkpoint-100/model.safetensors")) - 1);
    assertThat(damaged.get("first_byte").longValue()).isLessThan(last);
  }

  @Test
  void verifyNamesTheCheckpointsThatShareADamagedFile() throws IOException {
    Path twin = temporary.resolve("a/checkpoint-300/model.safetensors");
    Files.delete(twin);
    Files.createLink(twin, temporary.resolve("a/checkpoint-100/model.safetensors"));
    runs.flipBit("a/checkpoint-300");
    assertThat(Invocation.of("verify", "a", "--runs", temporary).out())
        .contains("the same file on disk is in " + temporary.resolve("a/checkpoint-100") + "\n")
        .contains("the same file on disk is in " + temporary.resolve("a/checkpoint-300") + "\n")
        .endsWith("3 checkpoints verified, 2 damaged; training passes over damaged ones\n");
    assertThat(Invocation.of("verify", "a/checkpoint-300", "--runs", temporary).out())
        .contains("the same file on disk is in " + temporary.resolve("a/checkpoint-100") + "\n")
        .doesNotContain("is in " + temporary.resolve("a/checkpoint-300"))
        .endsWith("1 checkpoint verified, 1 damaged; training passes over damaged ones\n");
  }

  @Test
  void fullVerificationOfWholeCheckpointsFindsNothing() {
    assertThat(Invocation.of("verify", "--full", "--runs", temporary).exitCode()).isZero();
  }

  @Test
  void repairTakesTheFileFromAnotherDirectoryAndTheDamagedOneGoesToTheTrash() throws IOException {
    byte[] whole = Files.readAllBytes(temporary.resolve("a/checkpoint-200/model.safetensors"));
    Path copies = temporary.resolve("copies");
    copyTree(temporary.resolve("a"), copies);
    runs.flipBit("a/checkpoint-200");
    Invocation repair =
        Invocation.of("verify", "a", "--repair", "--from", copies, "--runs", temporary);
    assertThat(repair.exitCode()).isZero();
    assertThat(repair.out())
        .contains("DAMAGED  " + temporary.resolve("a/checkpoint-200"))
        .contains("repaired " + temporary.resolve("a/checkpoint-200"))
        .contains("trash/checkpoint-200");
    assertThat(temporary.resolve("a/checkpoint-200/model.safetensors")).hasBinaryContent(whole);
    assertThat(Invocation.of("verify", "a", "--runs", temporary).exitCode()).isZero();
    assertThat(Invocation.of("show", "a/best", "--runs", temporary).out())
        .contains("checkpoint-200");
  }

  @Test
  void repairFindsTheBackupThatTheRunWasToldToKeep() throws IOException {
    Path backup = temporary.resolve("elsewhere/told");
    new SampleRuns(temporary, Optional.of(backup)).with("told", 2.5);
    Path model = temporary.resolve("told/checkpoint-100/model.safetensors");
    byte[] whole = Files.readAllBytes(model);
    runs.flipBit("told/checkpoint-100");
    assertThat(Invocation.of("verify", "told", "--repair", "--runs", temporary).exitCode())
        .isZero();
    assertThat(model).hasBinaryContent(whole);
  }

  @Test
  void repairTakesTheSameFileOfAnotherCheckpoint() throws IOException {
    runs.alike("twins").flipBit("twins/checkpoint-200");
    assertThat(Invocation.of("verify", "twins", "--repair", "--runs", temporary).exitCode())
        .isZero();
  }

  @Test
  void repairWithoutACopyChangesNothingAndSaysWhatIsMissing() throws IOException {
    runs.flipBit("b/checkpoint-100");
    Invocation repair = Invocation.of("verify", "b", "--repair", "--runs", temporary);
    assertThat(repair.exitCode()).isEqualTo(1);
    assertThat(repair.out())
        .contains("not repaired: there is no whole copy of model.safetensors; name a backup by");
    assertThat(temporary.resolve("b/checkpoint-100")).isDirectory();
    assertThat(temporary.resolve("b/trash")).doesNotExist();
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  @Test
  void verifyWithoutCheckpointsSaysSo() {
    assertThat(Invocation.of("verify", "--runs", temporary.resolve("nowhere")))
        .isEqualTo(new Invocation(0, "no checkpoints to verify\n", ""));
  }
}
