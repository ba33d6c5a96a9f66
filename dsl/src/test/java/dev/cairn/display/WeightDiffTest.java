package dev.cairn.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.compare.Change;
import dev.cairn.compare.TensorChange;
import dev.cairn.compare.WeightChanges;
import dev.cairn.store.Checkpoint;
import dev.cairn.tensor.DType;
import dev.cairn.tensor.Shape;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightDiffTest {

  private static final Terminal TERMINAL = Terminal.plain(80);
  private static final String MAP = "relative change by layer";

  @Test
  void whatMovedFarthestIsDarkest() {
    String text = text(moved("h.0.mlp", 1, 4), moved("h.1.mlp", 1, 1), moved("h.2.mlp", 0, 4));
    assertThat(text).contains("mlp  ++##", "\" \" is 0, \"#\" is 1.000");
  }

  @Test
  void whatMovedFromZeroIsDarkestAlsoWhereNothingElseMoved() {
    String text = text(moved("h.0.lora_B", 1, 0), moved("h.1.lora_B", 0, 0));
    assertThat(text)
        .contains("relative change from 0", "lora_B  ##    from 0", "\"#\" is from 0")
        .doesNotContain("Infinity");
  }

  @Test
  void whatMovedFromZeroIsDarkestAlsoWhereLayersShareACell() {
    TensorChange[] layers = new TensorChange[40];
    for (int layer = 0; layer < layers.length; layer++) {
      layers[layer] = moved("h." + layer + ".b", layer % 2, layer % 2 == 0 ? 0.01 : 0);
    }
    String narrow = WeightDiff.of(changes(layers)).text(Terminal.plain(20));
    assertThat(narrow).contains("b  #######  10.00");
  }

  @Test
  void whereNothingMovedThereIsNoMap() {
    assertThat(text(moved("h.0.mlp", 0, 4))).contains("not a bit changed").doesNotContain(MAP);
  }

  @Test
  void theHtmlFollowsTheThemeAndACellTellsItsFiguresToAPointer() {
    String html = WeightDiff.of(changes(moved("h.0.mlp", 1, 4), moved("h.1.mlp", 1, 1))).html();
    assertThat(html)
        .contains("<svg", "mlp, layer 0: relative 0.5000, norm 1.000, largest 1.000")
        .doesNotContain("#fff", "#000");
  }

  private static String text(TensorChange... tensors) {
    return WeightDiff.of(changes(tensors)).text(TERMINAL);
  }

  private static WeightChanges changes(TensorChange... tensors) {
    return new WeightChanges(checkpoint(100), checkpoint(200), List.of(tensors), List.of());
  }

  private static TensorChange moved(String name, double squared, double squaredLeft) {
    Change change =
        new Change(
            4, 4, squared == 0 ? 4 : 1, squared, squaredLeft, squaredLeft + squared, squared);
    return new TensorChange(name, DType.F32, DType.F32, Shape.of(4), change);
  }

  private static Checkpoint checkpoint(long step) {
    return new Checkpoint(
        Path.of("runs", "sft", "checkpoint-" + step),
        step,
        0,
        Map.of(),
        1,
        Instant.EPOCH,
        false,
        false,
        false,
        Optional.empty());
  }
}
