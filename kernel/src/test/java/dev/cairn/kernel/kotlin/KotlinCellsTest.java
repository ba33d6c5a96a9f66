package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.CellOutcome;
import dev.cairn.kernel.cell.CellOutcome.Completed;
import dev.cairn.kernel.cell.CellOutcome.Failed;
import dev.cairn.script.CairnScript;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KotlinCellsTest {

  private static KotlinEngine engine;

  @BeforeAll
  static void start() {
    engine =
        new KotlinEngine(
            List.of(new CairnScript("notebook") {}),
            List.of("dev.cairn.*"),
            KotlinCellsTest.class.getClassLoader(),
            line -> {});
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void theLastExpressionIsTheValue() {
    assertThat(value("1 + 1")).isEqualTo(2);
    assertThat(value("val unused = 1")).isNull();
  }

  @Test
  void cellsKeepWhatTheyDefine() {
    value("import java.time.Duration\nvar count = 0\nfun up(by: Int) { count += by }");
    value("data class Point(val x: Int)");
    value("up(3)");
    assertThat(value("Point(count).x + Duration.ofSeconds(4).seconds")).isEqualTo(7L);
  }

  @Test
  void blocksOfARunStandAtTheTopLevel() {
    assertThat(value("checkpoints { saveEvery(100); keepLast(3) }\nmodel { gpt2 { layers(4) } }"))
        .isNull();
  }

  @Test
  void anErrorShowsTheCellsLine() {
    assertThat(failed("val a = 1\n  missing()").traceback())
        .anySatisfy(line -> assertThat(line).contains("line 2").contains("missing"))
        .contains("      missing()");
  }

  @Test
  void whatACellDefinedBeforeItThrewIsKept() {
    failed("val before = 5\nerror(\"no\")");
    assertThat(value("before")).isEqualTo(5);
  }

  private static @Nullable Object value(String source) {
    CellOutcome outcome = engine.run(source);
    assertThat(outcome).isInstanceOf(Completed.class);
    return ((Completed) outcome).value();
  }

  private static Failed failed(String source) {
    return (Failed) engine.run(source);
  }
}
