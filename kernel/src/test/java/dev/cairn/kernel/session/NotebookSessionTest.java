package dev.cairn.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Session;
import dev.cairn.kernel.protocol.CellStreams;
import dev.cairn.kernel.protocol.CompleteReply;
import dev.cairn.kernel.protocol.ExecuteReply;
import dev.cairn.kernel.protocol.ExecuteRequest;
import dev.cairn.kernel.protocol.IsCompleteReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookSessionTest {

  private static final PrintStream OUT = System.out;
  private static final PrintStream ERR = System.err;
  private static final InputStream IN = System.in;
  private static final Session BEFORE = Session.current();
  private static final NotebookSession SESSION = begin();

  @TempDir private static Path folder;

  private static NotebookSession begin() {
    CellStreams.install();
    return NotebookSession.open(Language.JAVA);
  }

  @BeforeAll
  static void runsLieInAFolderOfTheirOwn() throws IOException {
    Session now = Session.current();
    new Session(
            folder,
            now.layers(),
            now.overrides(),
            now.steps(),
            now.start(),
            now.listener(),
            now.host(),
            now.describing())
        .use();
    Files.writeString(folder.resolve("text.txt"), "int i = 0; i < n; i++ { }\n".repeat(20));
  }

  @AfterAll
  static void putTheStreamsBack() {
    SESSION.shutdown(false);
    BEFORE.use();
    System.setOut(OUT);
    System.setErr(ERR);
    System.setIn(IN);
  }

  private static Shown run(String cell) {
    return Shown.of(SESSION, cell);
  }

  @Test
  void theLastExpressionsValueIsShown() {
    assertThat(run("int a = 20;\na + 1").result()).isEqualTo("21");
    assertThat(run("a;").reply()).isInstanceOf(ExecuteReply.Done.class);
  }

  @Test
  void magicsStandBetweenLinesOfCode() {
    Shown shown = run("int b = 1;\n!echo shell\n%vars\nb + 1");
    assertThat(shown.printed()).contains("shell\n").contains("b").contains("int");
    assertThat(shown.result()).isEqualTo("2");
  }

  @Test
  void anErrorNamesTheCellsOwnLineAlsoBehindAMagic() {
    Shown shown = run("%magics\n\nint c = \"no\";");
    ExecuteReply.Failed failed = (ExecuteReply.Failed) shown.reply();
    assertThat(String.join("\n", failed.traceback()))
        .contains("line 3")
        .contains("int c = \"no\";");
  }

  @Test
  void whatCellsDeclareIsCalledAsTheyCallIt() {
    String text = "Hut@[0-9a-f]+";
    assertThat(run("class Hut { Hut other; }\nHut hut = new Hut();\nhut").result()).matches(text);
    assertThat(run("%vars").printed()).containsPattern("hut +Hut +" + text);
    assertThat(run("hut.other.other").failure())
        .isEqualTo("Cannot read field \"other\" because \"hut.other\" is null");
    assertThat(run("List.of(hut)").result()).matches("\\[" + text + "]");
    assertThat(run("new Hut[] {hut}").result()).matches("\\[" + text + "]");
    assertThat(run("%%kotlin\nclass Barn\nval barn = Barn()\nbarn").result())
        .matches("Barn@[0-9a-f]+");
    assertThat(run("%vars").printed()).containsPattern("barn +Barn +Barn@");
    // Only a user can have written these.
    assertThat(run("throw new Exception(\"Cell_3.csv\");").failure()).isEqualTo("Cell_3.csv");
    assertThat(run("\"REPL.$JShell$1.x\"").result()).isEqualTo("REPL.$JShell$1.x");
  }

  @Test
  void whatCannotBeCarriedOutIsSaidInOneLine() {
    assertThat(run("%nonsense").failure()).startsWith("there is no %nonsense; there are %");
    assertThat(run("%maven nonsense").failure()).contains("group:artifact:version");
    assertThat(run("%jars /nowhere/*.jar").failure()).contains("nothing matches /nowhere/*.jar");
    assertThat(run("%load nowhere.jsh").failure()).contains("there is no nowhere.jsh");
    assertThat(run("!exit 3").failure()).contains("exit code 3");
  }

  @Test
  void aLineTakesTheJarsThatAMagicAdds() throws IOException {
    Path jar = folder.resolve("one.jar");
    new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
    assertThat(run("List<String> added = %jars " + folder + "/*.jar\nadded").result())
        .isEqualTo("[" + jar + "]");
    assertThat(run("var none = %jars /nowhere/*.jar\nnone.size()").result()).isEqualTo("0");
  }

  @Test
  void aCellsMagicRunsTheWholeCell() {
    assertThat(run("%%bash\necho one\necho two").printed()).isEqualTo("one\ntwo\n");
    Shown timed = run("%%time\n1 + 2");
    assertThat(timed.printed()).matches("took [\\d.]+ s\n");
    assertThat(timed.result()).isEqualTo("3");
  }

  @Test
  void aSourceFileAndANotebookAreLoaded() throws IOException {
    Path script = Files.writeString(folder.resolve("cells.jsh"), "int loaded = 4;\n");
    run("%load " + script);
    Path notebook =
        Files.writeString(
            folder.resolve("cells.ipynb"),
            """
            {"cells": [{"cell_type": "markdown", "source": "text"},
                       {"cell_type": "code", "source": ["int fromNotebook =\\n", "  loaded + 1;"]}]}
            """);
    run("%load " + notebook);
    assertThat(run("loaded + fromNotebook").result()).isEqualTo("9");
  }

  @Test
  void cellsDisplayAndReplaceWhatTheyDisplayed() {
    Shown shown = run("var id = display(\"one\"); updateDisplay(id, \"two\"); input(\"? \")");
    assertThat(shown.displayed()).containsExactly(Map.of("text/plain", "one"));
    assertThat(shown.updates()).containsExactly(Map.of("text/plain", "two"));
    assertThat(shown.result()).isEqualTo("typed");
  }

  @Test
  void javaAndKotlinShareVariablesClassesAndTheRun() {
    run("int shared = 5; record Point(int x, int y) {} var point = new Point(1, 2);");
    assertThat(run("%%kotlin\nval doubled = shared * 2 + point.x\ndoubled").result())
        .isEqualTo("11");
    assertThat(run("doubled + 1").result()).isEqualTo("12");
    run("var run = Cairn.run(\"ours\", r -> r.seed(3));");
    assertThat(run("%%kotlin\nrun.name()").result()).isEqualTo("ours");
    run("%%kotlin\nseed(4)");
    assertThat(run("run.name()").result()).isEqualTo("notebook");
    assertThat(run("%%kotlin\nrun.name()").result()).isEqualTo("notebook");
  }

  @Test
  void trainingShowsOneDisplayThatLivesAndTheNextCallGoesOn() {
    String describe =
        """
        var small = Cairn.run("small", r -> r
            .data(d -> d.text("%s").batch(2).context(8))
            .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16)))
            .checkpoints(c -> c.saveEvery(2)));
        """
            .formatted(folder.resolve("text.txt"));
    run(describe);
    Shown first = run("small.train(4)");
    assertThat(first.displayed()).hasSize(1);
    assertThat(first.updates()).isNotEmpty();
    assertThat((String) first.updates().get(first.updates().size() - 1).get("text/html"))
        .contains("<svg")
        .contains("4/4");
    assertThat(first.printed()).contains("Beginning small at step 0 of 4");
    Shown second = run("small.train(6)");
    assertThat(second.printed()).contains("Going on with small from checkpoint-4");
    assertThat(run("small.train(6)").printed()).contains("nothing to do");
    assertThat(run("small.checkpoints()").result()).contains("latest");
  }

  @Test
  void aRunThatAWorkerTrainsIsShownAndThenTrainedFurther() {
    run(
        """
        var elsewhere = Cairn.run("elsewhere", r -> r
            .data(d -> d.text("%s").batch(2).context(8))
            .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16)))
            .checkpoints(c -> c.saveEvery(2)));
        elsewhere.start(20);
        """
            .formatted(folder.resolve("text.txt")));
    Shown attached = run("elsewhere.train(24)");
    assertThat(attached.reply()).isInstanceOf(ExecuteReply.Done.class);
    assertThat(run("elsewhere.latest().step()").result()).isEqualTo("24");
    assertThat(run("elsewhere.watch()").displayed()).hasSize(1);
  }

  @Test
  void expressionsOfTheClientAreEvaluatedAfterTheCell() {
    ExecuteReply reply =
        SESSION.execute(
            new ExecuteRequest("int e = 2;", false, true, Map.of("x", "e * 3", "y", "nothing"), 99),
            Shown.of(SESSION, ""));
    Map<String, Map<String, Object>> values = ((ExecuteReply.Done) reply).userExpressions();
    assertThat(values.get("x")).containsEntry("data", Map.of("text/plain", "6"));
    assertThat(values.get("y")).containsEntry("status", "error");
  }

  @Test
  void magicsAreCompletedAndCompleteByThemselves() {
    CompleteReply reply = SESSION.complete("  %ma", 5);
    assertThat(reply.matches())
        .extracting(CompleteReply.Match::text)
        .contains("%maven", "%mavenRepo", "%magics");
    assertThat(reply.from()).isEqualTo(2);
    assertThat(SESSION.isComplete("%vars").status()).isEqualTo(IsCompleteReply.Status.COMPLETE);
    assertThat(SESSION.isComplete("int f(").status()).isEqualTo(IsCompleteReply.Status.INCOMPLETE);
  }

  @Test
  void kotlinIsCompletedBelowItsMagic() {
    run("%%kotlin\n1");
    String cell = "%%kotlin\nlistOf(1).fir";
    // A compiler on a busy machine may need longer than somebody who types will wait.
    CompleteReply reply =
        Stream.generate(() -> SESSION.complete(cell, cell.length()))
            .limit(30)
            .filter(answer -> !answer.matches().isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(reply.matches())
        .extracting(CompleteReply.Match::text)
        .anyMatch(m -> m.startsWith("first"));
    assertThat(cell.substring(reply.from(), reply.to())).isEqualTo("fir");
  }
}
