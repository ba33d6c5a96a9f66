package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTableTest {

  private static final Terminal TERMINAL = Terminal.plain(100);
  private static final ConfigTable ONE =
      ConfigTable.of(Map.of("optimizer.adamW.lr", 0.004, "seed", 42, "data.batch", 12));
  private static final ConfigTable OTHER =
      ConfigTable.of(Map.of("optimizer.adamW.lr", 0.001, "seed", 42, "data.context", 64));

  @Test
  void settingsStandByTheirPaths() {
    assertThat(ONE.text(TERMINAL).lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly("setting value", "data.batch 12", "optimizer.adamW.lr 0.004", "seed 42");
  }

  @Test
  void inHtmlEachBlockHasATable() {
    assertThat(ONE.html()).contains(">optimizer</th>", ">adamW.lr</td>", ">run</th>", ">seed</td>");
  }

  @Test
  void aDiffShowsOnlyWhatDiffersWithBothValues() {
    ConfigDiff diff = ONE.diff("sft/a", OTHER, "sft/b");
    assertThat(diff.text(TERMINAL).lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "setting sft/a sft/b",
            "data.batch 12 -",
            "data.context - 64",
            "optimizer.adamW.lr 0.004 0.001");
    assertThat(diff.html()).contains(">0.004</td>", ">0.001</td>").doesNotContain("seed");
  }

  @Test
  void equalSettingsAreSaidToBeEqual() {
    assertThat(ONE.diff("a", ONE, "b").text(TERMINAL)).isEqualTo("a, b: the same settings\n");
  }
}
