package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Cairn;
import dev.cairn.Run;
import dev.cairn.Session;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.RunDirectory;
import dev.cairn.train.StartPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of a tiny model on one text, that differ in their learning rate. */
class CompareCommandsTest {

  private static final String TEXT = "for (int i = 0; i < n; i++) { sum += i; }\n";

  private final Session before = Session.current();
  @TempDir private Path runs;

  @BeforeEach
  void trainTwoRuns() throws IOException {
    new Session(runs, Map.of(), OptionalLong.empty(), new StartPoint.Newest(), event -> {}).use();
    train("sft/slow", 1e-4, TEXT);
    train("sft/quick", 3e-2, TEXT);
  }

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  private Run train(String name, double rate, String line) throws IOException {
    Path text = runs.resolve(name.replace('/', '-') + ".txt");
    Files.writeString(text, line.repeat(60));
    Run run =
        Cairn.run(
            name,
            r ->
                r.data(d -> d.text(text.toString()).batch(2).context(8).holdOut(0.2))
                    .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16)))
                    .optimizer(o -> o.adamW(a -> a.lr(rate)))
                    .checkpoints(c -> c.saveEvery(20).keepAll().bestBy("eval_loss")));
    run.train(20);
    return run;
  }

  @Test
  void theBestIsMarkedAndWhatDiffersIsNamed() {
    Invocation compare = cairn("compare", "sft/slow", "sft/quick");
    assertThat(compare.err()).isEmpty();
    assertThat(compare.exitCode()).isZero();
    assertThat(compare.out())
        .containsPattern("B +sft/quick/checkpoint-20 +\\d\\.\\d+ \\*")
        .containsPattern("optimizer.adamW.lr +1e-4 +0.03")
        .doesNotContain("model.gpt2.width");
  }

  @Test
  void anEvaluationSaysWhetherADifferenceIsMoreThanNoise() {
    Invocation first = cairn("eval", "sft/*");
    assertThat(first.out()).contains("against", ", worse").containsPattern("\\d (±|\\+-)\\d");
    assertThat(runs.resolve("sft/slow/evaluations/checkpoint-20.json")).exists();
    assertThat(cairn("eval", "sft/*").out()).isEqualTo(first.out());
    assertThat(cairn("verify").exitCode()).isZero();
  }

  @Test
  void aCheckpointIsNoBetterThanItself() throws IOException {
    train("sft/again", 3e-2, TEXT);
    assertThat(cairn("eval", "sft/quick", "sft/again").out())
        .contains("the same loss on every batch");
  }

  @Test
  void testCasesAndPromptsAreWrittenAndCounted() throws IOException {
    Path tests =
        Files.writeString(
            runs.resolve("tests.jsonl"), "{\"prompt\": \"for (\", \"expected\": \"int\"}\n");
    Invocation eval =
        cairn("eval", "sft/slow", "sft/quick", "--tests", tests, "--prompt", "sum", "--json");
    assertThat(eval.out()).contains("\"exact_match\"", "\"verdict\" : \"WORSE\"");
  }

  @Test
  void testCasesAloneLeaveTheHeldOutTextUnread() throws IOException {
    Path tests =
        Files.writeString(
            runs.resolve("tests.jsonl"), "{\"prompt\": \"for (\", \"expected\": \"int\"}\n");
    Files.delete(runs.resolve("sft-quick.txt"));
    List<Checkpoint> best =
        List.of(RunDirectory.at(runs.resolve("sft/quick")).best().orElseThrow());
    assertThat(Cairn.evaluate(best, e -> e.on(tests)).toString())
        .contains("exact_match")
        .doesNotContain("loss");
    assertThat(Cairn.evaluate(best, e -> e.accuracy().on(tests)).toString())
        .contains("sft-quick.txt");
    assertThatThrownBy(() -> Cairn.evaluate(best, e -> e.on("tests.jsonl")))
        .hasMessageContaining("on(Path.of(\"tests.jsonl\"))");
  }

  @Test
  void runsStandUnderTheRunThatTheyWereForkedFrom() throws IOException {
    Run quick = train("sft/quick", 3e-2, TEXT);
    Run child =
        quick.fork("sft/child", quick.at(20), r -> r.optimizer(o -> o.adamW(a -> a.lr(1e-5))));
    child.train(40);
    Run grandchild = child.fork("sft/grandchild", child.at(40), r -> {});
    grandchild.train(60);
    assertThat(cairn("compare", "sft/slow", "sft/grandchild").out())
        .contains(
            "sft/quick\n",
            "sft/child, from checkpoint-20\n",
            "B  sft/grandchild, from checkpoint-40")
        .doesNotContain("A  sft/slow,");
  }

  @Test
  void aReportIsOnePageWithoutScripts() throws IOException {
    Path page = runs.resolve("out.html");
    Invocation report = cairn("report", "sft/*", "-o", page, "--prompt", "for");
    assertThat(report.err()).contains("Wrote");
    assertThat(Files.readString(page))
        .contains("<svg", "±", "★", "optimizer.adamW.lr", "color-scheme")
        .doesNotContain("<script", "http:", "https:");
  }

  @Test
  void aDamagedCheckpointIsNamedAndTheOthersAreShown() throws IOException {
    new SampleRuns(runs).flipBit("sft/slow/checkpoint-20");
    Invocation eval = cairn("eval", "sft/*");
    assertThat(eval.exitCode()).isZero();
    assertThat(eval.out()).contains("model.safetensors").containsPattern("sft/quick.* \\d\\.\\d+");
    assertThat(cairn("eval", "sft/slow").exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void otherVocabulariesAreComparedByByteAndNotByToken() throws IOException {
    train("sft/other", 3e-2, "while (x > y) { z -= 1; }\n");
    assertThat(cairn("eval", "sft/quick", "sft/other").out())
        .contains("vocabularies differ", "bits_per_byte");
  }

  @Test
  void aMetricThatSomeLackIsBlankForThem() throws IOException {
    new SampleRuns(runs).with("plain", 2.5);
    assertThat(cairn("compare", "plain", "sft/quick", "--json").out()).contains("\"eval_loss\"");
    cairn("eval", "sft/quick");
    assertThat(cairn("compare", "plain", "sft/quick", "--evaluate").out())
        .contains("plain/checkpoint-100");
  }

  @Test
  void whatNamesNothingIsOneLineThatSaysWhatThereIs() {
    assertThat(cairn("compare", "dpo/*").err())
        .contains("nothing matches dpo/*", "sft/quick")
        .hasLineCount(1);
    assertThat(cairn("compare", "sft/quik").err())
        .contains("there is no run or checkpoint sft/quik", "sft/quick")
        .hasLineCount(1);
    assertThat(cairn("compare", "sft").err())
        .contains("sft is no run, but holds some: write 'sft/**'")
        .hasLineCount(1);
    assertThat(cairn("compare", "sft/**").out()).contains("sft/quick", "sft/slow");
    assertThat(cairn("eval", "sft/quick", "--tests", "none.jsonl").err())
        .contains("none.jsonl")
        .hasLineCount(1);
    assertThat(cairn("report", "sft/quick", "-o", runs.resolve("no/such/out.html")).err())
        .contains("out.html")
        .hasLineCount(2);
  }

  private Invocation cairn(Object... words) {
    Object[] all = Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--runs";
    all[words.length + 1] = runs;
    return Invocation.of(all);
  }
}
