package dev.cairn.kernel.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.cell.Completions;
import dev.cairn.kernel.cell.Completions.Completion;
import dev.cairn.kernel.cell.Inspection;
import dev.cairn.script.CairnScript;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bar marks the place of the cursor. */
class AssistanceTest {

  private static KotlinEngine engine;

  @BeforeAll
  static void start() {
    engine =
        new KotlinEngine(
            List.of(new CairnScript("notebook") {}),
            List.of("dev.cairn.*", "java.util.concurrent.TimeUnit.*"),
            AssistanceTest.class.getClassLoader(),
            line -> {});
    engine.run(
        """
        val numbers = listOf(1, 2, 3)
        data class Point(val x: Int) { fun far() = x > 3; private val hidden = 1 }
        fun helper(n: Int, s: String = "") = n
        """);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "num|, numbers",
    "hel|, helper",
    "numbers.fi|, filter",
    "numbers.map { it.toS|, toString",
    "numbers.map { Point(it) }.first().fa|, far",
    "Point::fa|, far",
    "model { gp|, gpt2",
    "model { gpt2 { lay| } }, layers",
    "checkpoints { keepL|, keepLast",
    "opti|, optimizer",
    "import java.util.concurrent.Count|, CountDownLatch",
    "java.util.LinkedL|, LinkedList",
    "Int.MA|, MAX_VALUE",
    "java.time.Duration.ofM|, ofMinutes",
    "DAY|, DAYS",
    "fun f(first: Int) { val second = 1; sec|, second",
    "'\"text ${numb|}\"', numbers",
    "whi|, while",
  })
  void whatCouldStandThereIsOffered(String cell, String expected) {
    assertThat(completions(cell).matches()).extracting(Completion::text).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"Point(1).hid|", "// num|", "\"text num|\"", "numbers.nothing|"})
  void nothingIsOfferedWhereNothingFits(String cell) {
    assertThat(completions(cell).matches()).isEmpty();
  }

  @Test
  void aCompletionReplacesTheNameBeforeTheCursorAndSaysItsType() {
    Completions completions = completions("val a = 1\nnumb|");
    assertThat(completions.from()).isEqualTo(10);
    assertThat(completions.to()).isEqualTo(14);
    assertThat(completions.matches()).contains(new Completion("numbers", "instance", "List<Int>"));
    assertThat(completions("hel|").matches())
        .containsExactly(new Completion("helper", "function", "(n: Int, s: String): Int"));
  }

  @Test
  void theSettingsOfABlockComeFirstInIt() {
    assertThat(completions("model { gpt2 { | } }").matches())
        .extracting(Completion::text)
        .startsWith("layers");
  }

  @Test
  void completingLeavesNothingBehind() {
    completions("val ghost = 1\nnumb|");
    assertThat(completions("gho|").matches()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "help|er(3); fun helper(n: Int, s: String = ...): Int",
        "helper(|; fun helper(n: Int, s: String = ...): Int",
        "numbers|; val numbers: List<Int>",
        "checkpoints { keepL|ast(3) }; fun keepLast(count: Int): CheckpointsSpec",
      })
  void aNameShowsItsDeclaration(String cell, String signature) {
    assertThat(inspect(cell)).map(Inspection::signature).contains(signature);
  }

  @Test
  void anUnknownNameHasNone() {
    assertThat(inspect("nothing|")).isEmpty();
    assertThat(inspect("|")).isEmpty();
  }

  private static Completions completions(String cell) {
    return engine.complete(cell.replace("|", ""), cell.indexOf('|'));
  }

  private static Optional<Inspection> inspect(String cell) {
    return engine.inspect(cell.replace("|", ""), cell.indexOf('|'));
  }
}
