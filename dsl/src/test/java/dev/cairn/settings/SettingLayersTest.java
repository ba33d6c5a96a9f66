package dev.cairn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingLayersTest {

  private static final Set<String> KNOWN =
      Set.of(
          "optimizer.adamW.lr",
          "optimizer.adamW.betas",
          "checkpoints.saveEvery",
          "checkpoints.keepLast",
          "checkpoints.keepAll",
          "data.text",
          "seed");

  @TempDir Path folder;

  @Test
  void theEnvironmentComesAfterTheFile() throws IOException {
    toml("seed = 1\n");
    SettingLayers layers = layers(Map.of("CAIRN_SEED", "2", "PATH", "/bin"));
    assertThat(layers.settings())
        .extracting(Setting::path, Setting::value, Setting::source)
        .containsExactly(
            tuple("seed", "1", folder + "/cairn.toml:1"), tuple("seed", "2", "CAIRN_SEED"));
    assertThat(layers.warnings()).isEmpty();
  }

  @Test
  void humpsAreNotSeparatedAndCaseDoesNotMatterInTheEnvironment() throws IOException {
    assertThat(
            values(
                layers(
                    Map.of(
                        "CAIRN_OPTIMIZER_ADAMW_BETAS", "0.9, 0.99",
                        "CAIRN_checkpoints_keepLast", "3"))))
        .containsExactly("optimizer.adamW.betas = 0.9,0.99", "checkpoints.keepLast = 3");
  }

  @Test
  void anEmptyVariableIsNone() throws IOException {
    assertThat(layers(Map.of("CAIRN_SEED", " ", "CAIRN_RUNS", ""))).isEqualTo(SettingLayers.NONE);
  }

  @Test
  void aTextOfAFileMayHoldCommas() throws IOException {
    toml("data.text = [\"a,b.txt\", \"c.txt\"]\n");
    assertThat(layers(Map.of()).settings().get(0).arguments()).containsExactly("a,b.txt", "c.txt");
  }

  @ParameterizedTest
  @CsvSource({
    "CAIRN_SEDE, CAIRN_SEDE names no setting and changes nothing; did you mean CAIRN_SEED?",
    "CAIRN_LR, did you mean CAIRN_OPTIMIZER_ADAMW_LR?",
    "CAIRN_MOOD, CAIRN_MOOD names no setting and changes nothing",
  })
  void aVariableThatMatchesNothingIsAWarning(String name, String warning) throws IOException {
    assertThat(layers(Map.of(name, "1")).warnings())
        .singleElement()
        .asString()
        .contains(warning)
        .doesNotContain("null");
  }

  @Test
  void theLaunchersVariablesAreNoSettings() throws IOException {
    assertThat(layers(Map.of("CAIRN_JAVA_OPTIONS", "-Xmx2g", "CAIRN_MAVEN_PROFILES", "cuda")))
        .isEqualTo(SettingLayers.NONE);
  }

  @Test
  void theDirectoryOfRunsIsThatOfTheHighestLayerThatNamesOne() throws IOException {
    assertThat(layers(Map.of()).runs()).isEmpty();
    toml("[checkpoint]\nsave_dir = \"theirs\"\n");
    assertThat(runs(Map.of())).isEqualTo("theirs");
    toml("runs = \"ours\"\n[checkpoint]\nsave_dir = \"theirs\"\n");
    assertThat(runs(Map.of())).isEqualTo("ours");
    assertThat(runs(Map.of("CHECKPOINT_DIR", "a, b"))).isEqualTo("a, b");
    assertThat(runs(Map.of("CHECKPOINT_DIR", "theirs", "CAIRN_RUNS", "mine"))).isEqualTo("mine");
  }

  @Test
  void settingsOfARunAreOnlyItsOwnAndComeAfterThoseOfAllRuns() throws IOException {
    toml("[run.\"sft/a\".optimizer.adamW]\nlr = 2\n[run.b]\nseed = 3\n[optimizer.adamW]\nlr = 1\n");
    SettingLayers layers = layers(Map.of("CAIRN_SEED", "4"));
    assertThat(layers.of("sft/a"))
        .extracting(Setting::value, Setting::source)
        .containsExactly(
            tuple("1", folder + "/cairn.toml:6"),
            tuple("2", folder + "/cairn.toml:2"),
            tuple("4", "CAIRN_SEED"));
    assertThat(layers.of("c")).isEqualTo(layers.ofAllRuns()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed = 1\\noptimizer.adamw.lr = 1 | 2: optimizer.adamw.lr: there is no such setting;"
            + " did you mean optimizer.adamW.lr?",
        "optimizer.lr = 1 | 1: optimizer.lr: there is no such setting;"
            + " did you mean optimizer.adamW.lr?",
        "[optimizer.adamW.lr]\\nx = 1 | 2: optimizer.adamW.lr.x: there is no such setting;"
            + " did you mean optimizer.adamW.lr or",
        "[checkpoint]\\nsaveEvery = 1 | 2: checkpoint.saveEvery: there is no such setting;"
            + " did you mean checkpoints.saveEvery",
        "[checkpoint]\\nsave_stepz = 1 | 2: checkpoint.save_stepz: there is no such setting;"
            + " did you mean checkpoint.save_steps",
        "[run.x]\\nsede = 1 | 2: run.x.sede: there is no such setting; did you mean seed?",
        "optimizer.adamW = 1 | 1: optimizer.adamW: it is a block; name a setting in it,"
            + " for example optimizer.adamW.",
        "mood = 1 | 1: mood: there is no such setting; a key is the script's blocks joined by dots",
        "runs = [] | 1: runs takes one value, not []",
      })
  void anUnknownKeyIsRefusedWithItsLineAndNearNames(String text, String message)
      throws IOException {
    toml(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> layers(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + "/cairn.toml:" + message);
  }

  private void toml(String text) throws IOException {
    Files.writeString(folder.resolve("cairn.toml"), text);
  }

  private SettingLayers layers(Map<String, String> environment) throws IOException {
    return SettingLayers.read(List.of(folder), environment, KNOWN);
  }

  private String runs(Map<String, String> environment) throws IOException {
    return layers(environment).runs().orElseThrow().value();
  }

  private static List<String> values(SettingLayers layers) {
    return layers.settings().stream()
        .map(setting -> setting.path() + " = " + setting.value())
        .sorted(Comparator.reverseOrder())
        .toList();
  }
}
