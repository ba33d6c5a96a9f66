package dev.cairn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of other trainers, each read as ours. */
class ForeignSpellingsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "save_steps = 200 | checkpoints.saveEvery = 200",
        "save_steps = 0 |",
        "save_epochs = 1 | checkpoints.saveEveryEpoch = true",
        "save_epochs = 0 |",
        "save_epochs = false |",
        "keep_last_n = 3 | checkpoints.keepLast = 3",
        "keep_last_n = 0 | checkpoints.keepAll = true",
        "keep_last_n = -1 | checkpoints.keepAll = true",
        "save_best = true | checkpoints.bestBy = eval_loss",
        "save_best = false |",
        "save_best = false; metric_for_best = 'f1' |",
        "metric_for_best = 'f1' | checkpoints.bestBy = f1",
        "save_best = true; metric_for_best = 'q'; greater_is_better = true"
            + " | checkpoints.bestBy = q,HIGHER",
        "greater_is_better = false; metric_for_best = 'q' | checkpoints.bestBy = q,LOWER",
        "greater_is_better = true |",
        "save_optimizer = false | checkpoints.weightsOnly = true",
        "save_optimizer = true |",
        "save_scheduler = true |",
        "save_metrics = false |",
        "save_format = 'safetensors' |",
        "cleanup.max_checkpoints = 7"
            + " | checkpoints.maxCheckpoints = 7 checkpoints.keepLast = 7",
        "cleanup.max_checkpoints = 0 | checkpoints.keepAll = true",
        "keep_last_n = 2; cleanup.max_checkpoints = 7"
            + " | checkpoints.keepLast = 2 checkpoints.maxCheckpoints = 7",
        "cleanup.min_free_space = '10GB' | checkpoints.minFreeSpace = 10GB",
        "cleanup.enabled = true; cleanup.min_free_space = '1GB' | checkpoints.minFreeSpace = 1GB",
        "cleanup.enabled = false; cleanup.max_checkpoints = 7; cleanup.min_free_space = '1GB'"
            + " | checkpoints.keepAll = true",
        "cleanup.enabled = false; keep_last_n = 4 | checkpoints.keepLast = 4",
      })
  void aCheckpointTableIsReadAndEachLineSaysAsWhat(String table, String settings)
      throws IOException {
    List<String> lines = List.of(table.split("; "));
    SettingLayers layers =
        toml("[checkpoint]\n" + String.join("\n", lines).replace('\'', '"') + "\n");
    assertThat(text(layers)).isEqualTo(settings == null ? "" : settings);
    assertThat(layers.notes()).hasSameSizeAs(lines);
    assertThat(layers.warnings()).isEmpty();
  }

  @Test
  void aNoteNamesTheLineAndTheReading() throws IOException {
    assertThat(toml("[checkpoint]\nsave_dir = \"out\"\nsave_scheduler = false\n").notes())
        .containsExactly(
            folder + "/cairn.toml:2: checkpoint.save_dir = out: read as runs = out",
            folder
                + "/cairn.toml:3: checkpoint.save_scheduler = false:"
                + " it is saved all the same, since going on needs it");
  }

  @Test
  void anotherFormatIsAWarning() throws IOException {
    assertThat(toml("[checkpoint]\nsave_format = \"pt\"\n").warnings())
        .containsExactly(
            folder
                + "/cairn.toml:2: checkpoint.save_format = pt:"
                + " checkpoints are safetensors all the same; leave it out");
  }

  @Test
  void severalEpochsBetweenSavesAreAWarning() throws IOException {
    SettingLayers layers = toml("[checkpoint]\nsave_epochs = 2\n");
    assertThat(text(layers)).isEqualTo("checkpoints.saveEveryEpoch = true");
    assertThat(layers.warnings())
        .containsExactly(
            folder
                + "/cairn.toml:2: checkpoint.save_epochs = 2:"
                + " saves are at the end of every epoch; for fewer, give save_steps");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "save_best = 3 | save_best takes true or false, not 3",
        "save_steps = [1, 2] | save_steps takes one value, not [1, 2]",
      })
  void aValueOfAnotherKindIsRefused(String line, String reason) {
    assertThatThrownBy(() -> toml("[checkpoint]\n" + line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cairn.toml:2: checkpoint." + reason);
  }

  @Test
  void aTrainerBlockOfYamlIsRead() throws IOException {
    Files.writeString(
        folder.resolve("cairn.yaml"),
        "trainer: { checkpoint_dir: out, save_interval: 50, max_checkpoints: 4 }\n");
    SettingLayers layers = read(Map.of());
    assertThat(layers.runs().orElseThrow().value()).isEqualTo("out");
    assertThat(text(layers))
        .isEqualTo(
            "checkpoints.saveEvery = 50 checkpoints.maxCheckpoints = 4 checkpoints.keepLast = 4");
    assertThat(layers.notes().get(2))
        .endsWith(
            "cairn.yaml:1: trainer.max_checkpoints = 4:"
                + " read as checkpoints.maxCheckpoints and checkpoints.keepLast = 4");
  }

  @Test
  void variablesOfOthersAreRead() throws IOException {
    SettingLayers layers =
        read(
            Map.of(
                "CHECKPOINT_DIR", "out",
                "CHECKPOINT_FORMAT", "pytorch",
                "CHECKPOINT_KEEP_LAST", "6"));
    assertThat(layers.runs().orElseThrow().value()).isEqualTo("out");
    assertThat(text(layers)).isEqualTo("checkpoints.keepLast = 6");
    assertThat(layers.notes())
        .containsExactlyInAnyOrder(
            "CHECKPOINT_DIR = out: read as runs = out",
            "CHECKPOINT_KEEP_LAST = 6: read as checkpoints.keepLast = 6");
    assertThat(layers.warnings())
        .containsExactly(
            "CHECKPOINT_FORMAT = pytorch: checkpoints are safetensors all the same; leave it out");
  }

  @Test
  void ourOwnSpellingWinsInTheSamePlace() throws IOException {
    Files.writeString(
        folder.resolve("cairn.toml"),
        "[checkpoints]\nkeepLast = 1\n[checkpoint]\nkeep_last_n = 2\n");
    SettingLayers layers =
        SettingLayers.read(
            List.of(folder),
            Map.of("CHECKPOINT_KEEP_LAST", "3", "CAIRN_CHECKPOINTS_KEEPLAST", "4"),
            Set.of("checkpoints.keepLast"));
    assertThat(layers.settings()).extracting(Setting::value).containsExactly("2", "1", "3", "4");
  }

  private SettingLayers toml(String text) throws IOException {
    Files.writeString(folder.resolve("cairn.toml"), text);
    return read(Map.of());
  }

  private SettingLayers read(Map<String, String> environment) throws IOException {
    return SettingLayers.read(List.of(folder), environment, Set.of("checkpoints.keepLast"));
  }

  private static String text(SettingLayers layers) {
    return String.join(
        " ",
        layers.settings().stream()
            .map(setting -> setting.path() + " = " + setting.value())
            .toList());
  }
}
