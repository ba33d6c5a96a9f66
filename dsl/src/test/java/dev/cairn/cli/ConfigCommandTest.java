package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigCommandTest {

  private static final Path DOCUMENT = Path.of("../docs/settings.md");

  private final Session before = Session.current();
  @TempDir private Path folder;

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  @Test
  void eachSettingOfEachRunHasItsValueAndItsSource() throws IOException {
    write(
        "cairn.toml", "runs = \"elsewhere\"\n[optimizer.adamW]\nlr = 3e-4\nbetas = [0.5, 0.75]\n");
    Path script =
        write(
            "two.jsh",
            """
            Cairn.run("a", r -> r.seed(7)).train(5);
            System.out.println("the script's own");
            Cairn.run("sft/b", r -> r.optimizer(o -> o.adamW(a -> a.lr(0.5)))).train(5);
            """);
    Invocation config = Invocation.of("config", script, "--set", "logging.every=3");
    assertThat(config.exitCode()).isZero();
    assertThat(config.out())
        .doesNotContain("the script's own")
        .startsWith("a\nsetting ")
        .contains("\n\nsft/b\nsetting ");
    String first = config.out().substring(0, config.out().indexOf("sft/b"));
    assertThat(rows(first))
        .contains(
            "setting | value | from",
            "runs | elsewhere | " + folder + "/cairn.toml:1",
            "optimizer.adamW.betas | 0.5, 0.75 | " + folder + "/cairn.toml:4",
            "optimizer.adamW.epsilon | 1e-8 | default",
            "optimizer.adamW.lr | 3e-4 | " + folder + "/cairn.toml:3",
            "logging.every | 3 | command line",
            "seed | 7 | script");
    String second = config.out().substring(first.length());
    assertThat(rows(second)).contains("optimizer.adamW.lr | 0.5 | script", "seed | 42 | default");
    assertThat(Path.of("elsewhere")).doesNotExist();
  }

  @Test
  void aScriptThatAsksForCheckpointsIsShownAsFarAsItGoes() throws IOException {
    Path script =
        write(
            "best.jsh",
            """
            var run = Cairn.run("a", r -> r.seed(7));
            run.train(5);
            System.out.println(run.generate("x") + run.fork("c").name());
            run.best();
            Cairn.run("b", r -> r.seed(8));
            """);
    Invocation config = Invocation.of("config", script, "--runs", folder.resolve("runs"));
    assertThat(config.exitCode()).isZero();
    assertThat(config.out())
        .startsWith("a\n")
        .contains("\nc\n")
        .doesNotContain("\nb\n")
        .contains(
            "warning: the script went no further, since nothing was trained:"
                + " the run a has no best checkpoint");
    assertThat(rows(config.out())).contains("runs | " + folder.resolve("runs") + " | command line");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void jsonIsOneObject() throws IOException {
    write("cairn.yaml", "trainer: { save_interval: 5 }\n");
    Path script = write("one.jsh", "Cairn.run(\"a\", r -> r.seed(7)).train(5);\n");
    Invocation config = Invocation.of("config", script, "--json", "--max-checkpoints", "9");
    JsonNode object = JsonMapper.shared().readTree(config.out());
    assertThat(object.get("runs_directory").get("from").stringValue()).isEqualTo("default");
    assertThat(object.get("runs").get(0).get("run").stringValue()).isEqualTo("a");
    assertThat(object.get("runs").get(0).get("settings"))
        .extracting(
            setting ->
                setting.get("path").stringValue()
                    + " "
                    + setting.get("value")
                    + " "
                    + setting.get("from").stringValue())
        .contains(
            "checkpoints.saveEvery 5 " + folder + "/cairn.yaml:1",
            "checkpoints.maxCheckpoints 9 command line",
            "seed 7 script");
    assertThat(object.get("notes").get(0).stringValue())
        .endsWith("trainer.save_interval = 5: read as checkpoints.saveEvery = 5");
    assertThat(object.get("warnings").isEmpty()).isTrue();
  }

  @Test
  void withoutAScriptItIsWhatAScriptBeginsWith() {
    Invocation config = Invocation.of("config", "--set", "seed=3", "--runs", folder);
    assertThat(config.exitCode()).isZero();
    assertThat(rows(config.out()))
        .startsWith("setting | value | from", "runs | " + folder + " | command line")
        .contains("seed | 3 | command line", "device | auto | default");
    JsonNode object = JsonMapper.shared().readTree(Invocation.of("config", "--json").out());
    assertThat(object.get("runs").get(0).get("run").isNull()).isTrue();
  }

  @Test
  void aScriptWithoutRunsSaysSo() throws IOException {
    Path script = write("none.jsh", "int a = 1;\n");
    assertThat(Invocation.of("config", script).out()).isEqualTo("the script describes no run\n");
  }

  @Test
  void whatIsWrongIsOneLineBeforeTheScriptRuns() throws IOException {
    Path script = write("boom.jsh", "throw new IllegalStateException(\"it ran\");\n");
    write("cairn.toml", "seed = 1\noptimizer.adamW.rl = 2\n");
    for (String command : List.of("config", "run")) {
      Invocation wrong = Invocation.of(command, script);
      assertThat(wrong.exitCode()).isEqualTo(2);
      assertThat(wrong.out()).isEmpty();
      assertThat(wrong.err())
          .startsWith("Error: " + folder + "/cairn.toml:2: optimizer.adamW.rl: there is no such")
          .contains("did you mean optimizer.adamW.lr")
          .hasLineCount(1);
    }
    write("cairn.yaml", "seed: 1\n");
    assertThat(Invocation.of("run", script).err()).contains("there are both ").hasLineCount(1);
  }

  @Test
  void aScriptThatIsWrongIsToldByItsLine() throws IOException {
    Path script = write("wrong.jsh", "\nCairn.run(\"a\", r -> r.device(\"tpu\"));\n");
    Invocation wrong = Invocation.of("config", script);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("wrong.jsh:2: device(\"tpu\")").hasLineCount(1);
    assertThat(Invocation.of("config", "nowhere.jsh"))
        .isEqualTo(new Invocation(2, "", "Error: there is no script nowhere.jsh\n"));
  }

  @Test
  void whatIsShownIsWhatARunTrainsWith() throws IOException {
    Path text = write("text.txt", "int i = 0; i < n; i++ { }\n".repeat(20));
    write(
        "cairn.toml",
        """
        runs = '%s'
        data = { text = '%s', batch = 2, context = 8 }
        model.gpt2 = { layers = 1, heads = 2, width = 16 }
        run.tiny.optimizer.adamW.lr = 0.25
        """
            .formatted(folder.resolve("elsewhere"), text));
    Path script = write("tiny.jsh", "Cairn.run(\"tiny\", r -> r.seed(5)).train(1);\n");
    assertThat(Invocation.of("run", script, "--set", "logging.every=3").err()).isEmpty();
    assertThat(folder.resolve("elsewhere/tiny/checkpoint-1/training_args.json"))
        .content()
        .contains("\"optimizer.adamW.lr\": 0.25")
        .contains("\"seed\": 5")
        .contains("\"logging.every\": 3");
  }

  @Test
  void theDocumentsExamplesAreReadAndMeanTheSame() throws IOException {
    String document = Files.readString(DOCUMENT);
    List<String> toml = blocks(document, "toml");
    List<String> yaml = blocks(document, "yaml");
    assertThat(toml).hasSize(2);
    assertThat(yaml).hasSize(2);
    Path script = write("long.jsh", "Cairn.run(\"sft/long\", r -> {});\n");
    write("cairn.toml", toml.get(0));
    List<String> ours = rows(Invocation.of("config", script).out());
    Files.delete(folder.resolve("cairn.toml"));
    write("cairn.yaml", yaml.get(0));
    assertThat(values(rows(Invocation.of("config", script).out())))
        .isEqualTo(values(ours))
        .contains("optimizer.adamW.lr | 1e-4", "checkpoints.saveEvery.time | PT10M");
    write("cairn.yaml", yaml.get(1));
    String theirs = Invocation.of("config", script).out();
    assertThat(theirs).contains("trainer.max_checkpoints = 5: read as");
    Files.delete(folder.resolve("cairn.yaml"));
    write("cairn.toml", toml.get(1));
    assertThat(rows(Invocation.of("config", script).out()))
        .contains(
            "checkpoints.maxCheckpoints | 5 | " + folder + "/cairn.toml:9",
            "checkpoints.keepLast | 3 | " + folder + "/cairn.toml:4");
  }

  @Test
  void theDocumentsTableIsWhatIsPrinted() throws IOException {
    String document = Files.readString(DOCUMENT);
    write("cairn.toml", blocks(document, "toml").get(0));
    Path script = write("other.jsh", "Cairn.run(\"other\", r -> {});\n");
    List<String> printed =
        rows(Invocation.of("config", script).out().replace(folder + "/cairn", "cairn"));
    assertThat(printed).containsSubsequence(rows(blocks(document, "text").get(0)));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<String> rows(String table) {
    return table.lines().map(line -> line.strip().replaceAll(" {2,}", " | ")).toList();
  }

  private static List<String> values(List<String> rows) {
    return rows.stream()
        .map(row -> row.contains(" | ") ? row.substring(0, row.lastIndexOf(" | ")) : row)
        .toList();
  }

  private static List<String> blocks(String document, String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(document)
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
