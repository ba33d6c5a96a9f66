package dev.cairn.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Cairn;
import dev.cairn.RunDescription;
import dev.cairn.Session;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.train.StartPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KotlinScriptsTest {

  private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

  private final Session before = Session.current();
  @TempDir Path folder;
  private Path text;

  @BeforeEach
  void useADirectoryOfOurOwn() throws IOException {
    text = Files.writeString(folder.resolve("text.txt"), "int i = 0; i < n; i++ { }\n".repeat(20));
    new Session(
            folder.resolve("runs"),
            Map.of(),
            OptionalLong.empty(),
            new StartPoint.Newest(),
            event -> {})
        .use();
  }

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  @Test
  void aScriptAndAJavaProgramDescribeTheSameSettings() throws IOException {
    run(
        """
        data { text("%s"); holdOut(0.2); batch(2); context(8); bytes() }
        model { gpt2 { layers(1); heads(2); width(16); dropout(0.1) } }
        optimizer {
          adamW { lr(2e-3); betas(0.9, 0.99); epsilon(1e-7); weightDecay(0.1) }
          cosine { warmup(1); floor(1e-4); horizon(9) }
          clipNorm(0.5)
          accumulate(2)
        }
        checkpoints { saveEvery(100); keepLast(3); bestBy("eval_loss") }
        checkpoints { saveEvery(10, MINUTES); saveEveryEpoch(); keepEvery(7); whenDiskFull(STOP) }
        checkpoints { minFreeSpace("1MB"); maxBytes("50GB"); keepTrash(days(3)) }
        evaluation { every(5); batches(3) }
        logging { every(2) }
        device("cpu")
        seed(11)
        train(1)
        """
            .formatted(text));
    Cairn.run(
            "java",
            r ->
                r.data(d -> d.text(text.toString()).holdOut(0.2).batch(2).context(8).bytes())
                    .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16).dropout(0.1)))
                    .optimizer(
                        o ->
                            o.adamW(a -> a.lr(2e-3).betas(0.9, 0.99).epsilon(1e-7).weightDecay(0.1))
                                .cosine(c -> c.warmup(1).floor(1e-4).horizon(9))
                                .clipNorm(0.5)
                                .accumulate(2))
                    .checkpoints(
                        c ->
                            c.saveEvery(100)
                                .keepLast(3)
                                .bestBy("eval_loss")
                                .saveEvery(10, TimeUnit.MINUTES)
                                .saveEveryEpoch()
                                .keepEvery(7)
                                .whenDiskFull(WhenDiskFull.STOP)
                                .minFreeSpace("1MB")
                                .maxBytes("50GB")
                                .keepTrash(Duration.ofDays(3)))
                    .evaluation(e -> e.every(5).batches(3))
                    .logging(l -> l.every(2))
                    .device("cpu")
                    .seed(11))
        .train(1);
    assertThat(settings("script")).hasSameTextualContentAs(settings("java"));
    assertThat(settings("script").resolveSibling("model.safetensors"))
        .hasSameBinaryContentAs(settings("java").resolveSibling("model.safetensors"));
  }

  @Test
  void aScriptBeginsWithTheSettingsFileAndWinsOverIt() throws IOException {
    Files.writeString(
        folder.resolve("cairn.toml"), "seed = 7\nlogging.every = 3\nrun.long.seed = 8\n");
    List<RunDescription> described = new ArrayList<>();
    new Session(
            folder.resolve("runs"),
            Scripts.layers(folder.resolve("script.cairn.kts")),
            Map.of(),
            OptionalLong.empty(),
            new StartPoint.Newest(),
            event -> {},
            Optional.of(described::add))
        .use();
    run("logging { every(4) }; train(9); run(\"long\") { train(9) }");
    assertThat(described)
        .extracting(run -> run.name().orElseThrow() + shown(run, "seed", "logging.every"))
        .containsSequence("script 7 4")
        .contains("long 8 3");
  }

  private static String shown(RunDescription run, String... paths) {
    return run.settings().stream()
        .filter(value -> List.of(paths).contains(value.path()))
        .sorted(Comparator.comparing(RunDescription.Value::path).reversed())
        .map(value -> " " + value.value())
        .collect(Collectors.joining());
  }

  private Path settings(String run) {
    return folder.resolve("runs").resolve(run).resolve("checkpoint-1/training_args.json");
  }

  @Test
  void anUnchangedScriptIsCompiledOnce() throws IOException {
    run("seed(1)");
    Path compiled = compiled().get(0);
    Files.setLastModifiedTime(compiled, LONG_AGO);
    run("seed(1)");
    assertThat(compiled()).containsExactly(compiled);
    assertThat(Files.getLastModifiedTime(compiled)).isEqualTo(LONG_AGO);
    run("seed(2)");
    assertThat(compiled()).hasSize(2);
  }

  private List<Path> compiled() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  @Test
  void aMistakeIsShownInTheScriptsOwnLine() {
    assertThatThrownBy(() -> run("seed(1)\nmodel { gpt3 { layers(4) } }\n"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContainingAll(
            folder.resolve("script.cairn.kts") + ":2:9: ",
            "gpt3",
            "\n  model { gpt3 { layers(4) } }\n          ^");
  }

  @Test
  void aBlockIsNotReachedFromInsideAnother() {
    assertThatThrownBy(() -> run("data { model { } }"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("script.cairn.kts:1:8: ");
  }

  @Test
  void aBadValueKeepsItsSentence() {
    assertThatThrownBy(() -> run("checkpoints { saveEvery(-1) }"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("saveEvery(-1) must be at least 1 step");
  }

  @Test
  void severalRunsCanStandInOneScript() throws IOException {
    String description =
        "data { text(\"%s\"); batch(2); context(8) }; model { gpt2 { layers(1); heads(2); width(16) } }; "
            .formatted(text);
    run(
        "for (rate in listOf(1e-2, 1e-3)) run(\"sft/lr-$rate\") { "
            + description
            + "optimizer { adamW { lr(rate) } } }.train(1)");
    assertThat(settings("sft/lr-0.01")).content().contains("\"optimizer.adamW.lr\": 0.01");
    assertThat(settings("sft/lr-0.001")).content().contains("\"optimizer.adamW.lr\": 0.001");
  }

  @Test
  void aForkIsComparedMergedAndRunAgainInOneScript() throws IOException {
    Path tests =
        Files.writeString(
            folder.resolve("tests.jsonl"), "{\"prompt\": \"int \", \"expected\": \"x\"}\n");
    String script =
        """
        data { text("%s"); holdOut(0.2); batch(2); context(8) }
        model { gpt2 { layers(1); heads(2); width(16) } }
        checkpoints { saveEvery(2); keepAll() }
        train(4)
        val lower = fork("lower-lr", from = run.at(2)) { optimizer { adamW { lr(1e-5) } } }
        lower.train(4)
        check(run.curves().with(lower.curves()).toString().contains("lower-lr"))
        val soup = merge("soup") { average(run.latest(), lower.latest()) }
        check(diff(run.at(2), soup).toString().contains("relative change"))
        val both = compare(run, lower).toString()
        check(both.contains("1e-5"))
        check(both.contains("B  lower-lr, from checkpoint-2"))
        val all = evaluate(listOf(run.latest(), lower.latest(), soup)) {
          loss()
          on("held-out")
          on(file("%s"))
          prompts("int ")
          metric("ends in newline") { it.text.endsWith("\\n") }
        }
        check(all.toString().contains("ends in newline"))
        check(all.toString().contains("exact_match"))
        check(!all.toString().contains("perplexity"))
        """
            .formatted(text, tests);
    run(script);
    run(script);
    assertThat(folder.resolve("runs/soup/checkpoint-4")).exists();
  }

  private void run(String source) throws IOException {
    Path script = Files.writeString(folder.resolve("script.cairn.kts"), source);
    new KotlinScripts(folder.resolve("cache")).run(script, "script");
  }
}
