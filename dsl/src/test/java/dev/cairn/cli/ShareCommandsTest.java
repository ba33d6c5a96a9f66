package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareCommandsTest {

  @TempDir private Path temporary;
  private Path runs;

  @BeforeEach
  void makeARun() throws IOException {
    runs = temporary.resolve("runs");
    new SampleRuns(runs).with("sft", 2.5, 2.25, 2.4);
  }

  @Test
  void anExportSaysWhatItWrote() {
    Path to = temporary.resolve("model");
    Invocation export =
        cairn("export", "sft/best", "--to", to, "--dtype", "bf16", "--weights-only");
    assertThat(export.err()).isEmpty();
    assertThat(export.exitCode()).isZero();
    assertThat(export.out()).startsWith(to + " (");
    assertThat(to.resolve("model.safetensors")).isRegularFile();
  }

  @ParameterizedTest
  @CsvSource({"--dtype, int4, bf16", "--layout, zip, single-file"})
  void whatIsNotKnownIsAnErrorThatNamesWhatIs(String option, String value, String known) {
    Invocation wrong = cairn("export", "sft", "--to", temporary.resolve("x"), option, value);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains(value, known).hasLineCount(1);
  }

  @Test
  void somethingInTheWayIsOneLineWithTheWayOut() throws IOException {
    Files.writeString(temporary.resolve("file"), "x");
    Invocation refused = cairn("export", "sft", "--to", temporary);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("is not empty", "--force").hasLineCount(1);
  }

  @Test
  void aCompressedCheckpointIsListedSaysHowToOpenItAndIsOpenedAgain() throws IOException {
    Path file = runs.resolve("sft/checkpoint-100.tar.zst");
    assertThat(cairn("compress", "sft/checkpoint-100").out()).startsWith(file + " (");
    assertThat(cairn("ls", "sft").out())
        .containsPattern("checkpoint-100 is compressed, [0-9.]+ k?B");
    assertThat(cairn("show", "sft/checkpoint-100").err())
        .isEqualTo(
            "Error: sft/checkpoint-100 is compressed; cairn decompress sft/checkpoint-100 opens it"
                + " again\n");
    assertThat(cairn("decompress", "sft/checkpoint-300").err())
        .isEqualTo("Error: the run sft has no compressed checkpoint-300; it has checkpoint-100\n");
    assertThat(cairn("decompress", "sft/checkpoint-100").out())
        .startsWith(runs.resolve("sft/checkpoint-100") + " (");
    assertThat(cairn("compress", "sft/best").exitCode()).isEqualTo(2);
  }

  @Test
  void anImportPrintsATableOfWhatCameIn() {
    Path to = temporary.resolve("steps");
    cairn("export", "sft/checkpoint-200", "--to", to, "--layout", "single-file");
    Invocation imported = cairn("import", to, "--run", "copy");
    assertThat(imported.exitCode()).isZero();
    assertThat(imported.err()).startsWith("Imported checkpoint-200, ");
    assertThat(imported.out()).contains("200").contains("latest");
    assertThat(cairn("verify", "copy").exitCode()).isZero();
  }

  @Test
  void anArchivedRunComesBackByItsName() throws IOException {
    Path archive = temporary.resolve("sft.tar.zst");
    Invocation packed = cairn("archive", "sft", "--to", archive, "--compress");
    assertThat(packed.err()).isEmpty();
    assertThat(packed.out()).startsWith(archive + " (");
    Path elsewhere = temporary.resolve("elsewhere");
    Invocation unpacked = Invocation.of("unarchive", archive, "--runs", elsewhere);
    assertThat(unpacked.err()).isEmpty();
    assertThat(unpacked.out()).contains("* best").contains("latest");
    assertThat(elsewhere.resolve("sft/checkpoint-200/model.safetensors"))
        .hasSameBinaryContentAs(runs.resolve("sft/checkpoint-200/model.safetensors"));
    assertThat(Invocation.of("verify", "--runs", elsewhere).exitCode()).isZero();
  }

  @Test
  void aLimitThatIsTooLowSaysHowToRaiseIt() {
    Path archive = temporary.resolve("sft.zip");
    cairn("archive", "sft/best", "--to", archive);
    Path to = temporary.resolve("copy");
    Invocation refused = cairn("unarchive", archive, "--to", to, "--max-size", "1 B");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("--max-size").hasLineCount(1);
    Invocation wrong = cairn("unarchive", archive, "--to", to, "--max-size", "much");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("\"much\" is no size").hasLineCount(1);
    assertThat(cairn("unarchive", archive, "--to", to, "--max-size", "1.5GB").exitCode()).isZero();
  }

  private Invocation cairn(Object... words) {
    Object[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--runs";
    all[words.length + 1] = runs;
    return Invocation.of(all);
  }
}
