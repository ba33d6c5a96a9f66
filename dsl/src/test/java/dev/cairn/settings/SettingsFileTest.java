package dev.cairn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {

  @TempDir Path folder;

  @Test
  void tablesListsAndDottedKeysOfTomlAreEntriesWithTheirLines() throws IOException {
    assertThat(
            lines(
                "cairn.toml",
                """
                # of all runs
                seed = 7
                [optimizer.adamW]
                betas = [
                  0.9, # first
                  0.99,
                ]

                lr = 3e-4
                [optimizer]
                cosine.warmup = 1_000
                linear = { floor = 0.5, horizon = 9 }
                [run."sft/lr = 3".data]
                text = '''
                a
                b'''
                batch = 2
                [checkpoints] # the end
                  keepAll = true
                """))
        .containsExactly(
            "2 seed = 7",
            "4 optimizer.adamW.betas = 0.9|0.99",
            "9 optimizer.adamW.lr = 0.0003",
            "11 optimizer.cosine.warmup = 1000",
            "12 optimizer.linear.floor = 0.5",
            "12 optimizer.linear.horizon = 9",
            "14 run.sft/lr = 3.data.text = a\nb",
            "17 run.sft/lr = 3.data.batch = 2",
            "19 checkpoints.keepAll = true");
  }

  @Test
  void blocksAndListsOfYamlAreEntriesWithTheirLines() throws IOException {
    assertThat(
            lines(
                "cairn.yaml",
                """
                # of all runs
                seed: 7
                optimizer:
                  adamW:
                    betas: [0.9,
                      0.99]
                    lr: 3e-4
                  linear: { floor: 0.5, horizon: 9 }
                data:
                  text:
                    - a
                    - b
                checkpoints:
                  keepAll: true
                """))
        .containsExactly(
            "2 seed = 7",
            "5 optimizer.adamW.betas = 0.9|0.99",
            "7 optimizer.adamW.lr = 3e-4",
            "8 optimizer.linear.floor = 0.5",
            "8 optimizer.linear.horizon = 9",
            "10 data.text = a|b",
            "14 checkpoints.keepAll = true");
  }

  @Test
  void filesOfWindowsAreReadToo() throws IOException {
    assertThat(lines("cairn.toml", "\ufeffseed = 7\r\n[data]\r\nbatch = 2\r\n"))
        .containsExactly("1 seed = 7", "3 data.batch = 2");
    assertThat(lines("cairn.yaml", "\ufeffseed: 7\r\ndata:\r\n  batch: 2\r\n"))
        .containsExactly("1 seed = 7", "3 data.batch = 2");
  }

  @ParameterizedTest
  @CsvSource({"cairn.toml", "cairn.yaml"})
  void anEmptyFileSaysNothing(String name) throws IOException {
    assertThat(lines(name, "")).isEmpty();
    assertThat(lines(name, "# nothing\n\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "cairn.toml; 'seed = 1\nlr = '; cairn.toml:2: ",
        "cairn.toml; 'seed = 1\nseed = 2'; cairn.toml:2: Duplicate key",
        "cairn.toml; '[optimizer\n'; cairn.toml:1: ",
        "cairn.toml; 'a = [[1], 2]'; cairn.toml:1: a: a list holds plain values, neither lists",
        "cairn.toml; '\n[[a]]\nb = 1'; cairn.toml:2: a: a list holds plain values, neither lists",
        "cairn.yaml; 'a: b: c'; cairn.yaml:1: mapping values are not allowed here",
        "cairn.yaml; 'a: [1'; cairn.yaml:1: while parsing a flow sequence",
        "cairn.yaml; 'seed: 1\nseed: 2'; cairn.yaml:2: Duplicate",
        "cairn.yaml; 'seed: 1\ncheckpoints:'; cairn.yaml:2: checkpoints has no value; give it one",
        "cairn.yaml; 'a: &x 1\nb: *x'; cairn.yaml:2: b: aliases are not followed; write",
        "cairn.yaml; '- 1'; cairn.yaml:1: begins with no key",
        "cairn.yaml; 'a: 1\n---\nb: 2'; cairn.yaml:3: begins another document",
      })
  void aMalformedFileIsRefusedWithItsLine(String name, String text, String message) {
    assertThatThrownBy(() -> lines(name, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + "/" + message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("cairn.toml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> SettingsFile.read(file))
        .hasMessage(file + ": is not text in UTF-8; save it as such");
  }

  @Test
  void theFirstDirectoryWithAFileIsTheOne() throws IOException {
    Path script = Files.createDirectory(folder.resolve("script"));
    Path working = Files.createDirectory(folder.resolve("working"));
    List<Path> both = List.of(script, working);
    assertThat(SettingsFile.find(both)).isEmpty();
    Path lower = Files.createFile(working.resolve("cairn.toml"));
    assertThat(SettingsFile.find(both)).contains(lower);
    Path upper = Files.createFile(script.resolve("cairn.yaml"));
    assertThat(SettingsFile.find(both)).contains(upper);
  }

  @Test
  void twoFilesInADirectoryAreAnErrorThatNamesBoth() throws IOException {
    Files.createFile(folder.resolve("cairn.toml"));
    Files.createFile(folder.resolve("cairn.yaml"));
    assertThatThrownBy(() -> SettingsFile.find(List.of(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cairn.toml and ")
        .hasMessageContaining("cairn.yaml, and either could win; keep one of them");
  }

  private List<String> lines(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return SettingsFile.read(file).stream()
        .map(
            entry ->
                entry.source().substring(file.toString().length() + 1)
                    + " "
                    + entry.key()
                    + " = "
                    + String.join("|", entry.values()))
        .toList();
  }
}
