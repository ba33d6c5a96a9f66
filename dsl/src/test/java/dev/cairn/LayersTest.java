package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.settings.Setting;
import dev.cairn.settings.SettingLayers;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.StoreSettings;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults, the settings file, the environment, the script, the command line. */
class LayersTest {

  private final Session before = Session.current();
  private final List<RunDescription> described = new ArrayList<>();
  @TempDir Path folder;

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checkpoints.bestBy | eval_loss,LOWER | f1,HIGHER | wer,LOWER | auc,HIGHER",
        "checkpoints.keepEvery | 1 | 2 | 3 | 4",
        "checkpoints.keepLast | 1 | 2 | 3 | 4",
        "checkpoints.maxCheckpoints | 1 | 2 | 3 | 4",
        "checkpoints.saveEvery | 1 | 2 | 3 | 4",
        "checkpoints.whenDiskFull | STOP | CONTINUE | STOP | CONTINUE",
        "checkpoints.dtype | bf16 | f16 | bf16 | f32",
        "checkpoints.background | true | false | true | false",
        "checkpoints.whenBusy | SKIP | WAIT | SKIP | WAIT",
        "model.freeze | a | b | c | d",
        "data.batch | 1 | 2 | 3 | 4",
        "data.context | 1 | 2 | 3 | 4",
        "data.holdOut | 0.25 | 0.5 | 0.75 | 0.125",
        "data.text | a | b | c | d",
        "device | cpu | gpu | cpu | gpu:1",
        "evaluation.batches | 1 | 2 | 3 | 4",
        "evaluation.every | 1 | 2 | 3 | 4",
        "logging.every | 1 | 2 | 3 | 4",
        "model.gpt2.dropout | 0.25 | 0.5 | 0.75 | 0.125",
        "model.gpt2.heads | 1 | 2 | 8 | 16",
        "model.gpt2.layers | 1 | 2 | 3 | 5",
        "model.gpt2.width | 8 | 16 | 32 | 64",
        "optimizer.accumulate | 2 | 3 | 4 | 5",
        "optimizer.adamW.betas | 0.5,0.75 | 0.25,0.5 | 0.125,0.5 | 0.5,0.5",
        "optimizer.adamW.epsilon | 0.25 | 0.5 | 0.75 | 0.125",
        "optimizer.adamW.lr | 0.25 | 0.5 | 0.75 | 0.125",
        "optimizer.adamW.weightDecay | 0.25 | 0.5 | 0.75 | 0.125",
        "optimizer.clipNorm | 0.25 | 0.5 | 0.75 | 0.125",
        "optimizer.constant | 1 | 2 | 3 | 4",
        "optimizer.cosine.floor | 0.25 | 0.5 | 0.75 | 0.125",
        "optimizer.cosine.horizon | 1 | 2 | 3 | 4",
        "optimizer.linear.warmup | 1 | 2 | 3 | 4",
        "seed | 1 | 2 | 3 | 4",
      })
  void eachLayerWinsOverThoseBelow(
      String path, String file, String variable, String script, String option) throws IOException {
    toml(path + " = [\"" + file.replace(",", "\", \"") + "\"]\n");
    Map<String, String> environment =
        Map.of("CAIRN_" + path.toUpperCase(Locale.ROOT).replace('.', '_'), variable);
    Consumer<RunSpec> block = r -> SettingPath.set(r, List.of(Setting.onCommandLine(path, script)));

    describe(Map.of(), Map.of(), r -> {});
    assertSet(path, file, folder + "/cairn.toml:1");
    describe(environment, Map.of(), r -> {});
    assertSet(path, variable, environment.keySet().iterator().next());
    describe(environment, Map.of(), block);
    assertSet(path, script, "script");
    describe(environment, Map.of(path, option), block);
    assertSet(path, option, "command line");
  }

  private void assertSet(String path, String value, String source) {
    RunDescription run = described.get(described.size() - 1);
    RunDescription.Value found =
        run.settings().stream()
            .filter(each -> (each.path() + ".").startsWith(path + "."))
            .findFirst()
            .orElseThrow();
    String text = found.value().toString().replaceAll("[\\[\\] ]", "");
    assertThat(text.replaceAll("\\.0$", "")).isEqualToIgnoringCase(value);
    assertThat(found.source()).isEqualTo(source);
  }

  @Test
  void whatNoOneSetsIsADefault() {
    describe(Map.of(), Map.of(), r -> {});
    assertThat(described.get(0).settings())
        .extracting(RunDescription.Value::source)
        .containsOnly("default");
  }

  @Test
  void aSettingThatOnlyTheScriptMakesFitKeepsItsSource() throws IOException {
    toml("checkpoints.keepBest = 2\nseed = 7\n");
    describe(Map.of(), Map.of(), r -> r.checkpoints(c -> c.bestBy("eval_loss")));
    assertSet("checkpoints.keepBest", "2", folder + "/cairn.toml:1");
    assertSet("seed", "7", folder + "/cairn.toml:2");
    assertSet("checkpoints.bestBy", "eval_loss,LOWER", "script");
    assertSet("device", "auto", "default");
  }

  @Test
  void savesByStepsAndByTheClockAreTwoSettings() throws IOException {
    toml("checkpoints.saveEvery = [10, \"MINUTES\"]\n");
    describe(Map.of(), Map.of(), r -> r.checkpoints(c -> c.saveEvery(100)));
    assertSet("checkpoints.saveEvery", "100", "script");
    assertSet("checkpoints.saveEvery.time", "PT10M", folder + "/cairn.toml:1");
  }

  @Test
  void aScriptThatGoesBackToTheDefaultIsTheSource() throws IOException {
    toml("device = \"cpu\"\n");
    describe(Map.of(), Map.of(), r -> r.device("auto"));
    assertSet("device", "auto", "script");
  }

  @Test
  void aScriptThatSavesWinsOverAFileThatNeverDoes() throws IOException {
    toml("checkpoints.never = true\n");
    describe(Map.of(), Map.of(), r -> r.checkpoints(c -> c.saveEvery(7)));
    assertSet("checkpoints.saveEvery", "7", "script");
  }

  @Test
  void settingsThatMustFitEachOtherMayComeInAnyOrderAndFromTwoLayers() throws IOException {
    toml("[model.gpt2]\nheads = 6\nwidth = 192\n");
    describe(Map.of(), Map.of(), r -> {});
    assertSet("model.gpt2.heads", "6", folder + "/cairn.toml:2");
    describe(
        Map.of(), Map.of("model.gpt2.heads", "5"), r -> r.model(m -> m.gpt2(g -> g.width(30))));
    assertSet("model.gpt2.heads", "5", "command line");
  }

  @Test
  void anOptionThatDoesNotFitTheScriptIsNamed() {
    assertThatThrownBy(() -> describe(Map.of(), Map.of("model.gpt2.heads", "5"), r -> {}))
        .hasMessage(
            "--set model.gpt2.heads=5: gpt2: width(128) must be a multiple of heads(5),"
                + " for example width(130)");
  }

  @Test
  void aRunOfItsOwnSectionHasItOverThatOfAllRuns() throws IOException {
    toml("seed = 1\n[run.mine]\nseed = 2\n");
    session(Map.of(), Map.of()).use();
    Cairn.run("mine", r -> {});
    assertSet("seed", "2", folder + "/cairn.toml:3");
    Cairn.run("other", r -> {});
    assertSet("seed", "1", folder + "/cairn.toml:1");
  }

  @Test
  void aDescriptionMadeAloneBeginsWithTheLayersToo() throws IOException {
    toml("seed = 5\n");
    session(Map.of(), Map.of()).use();
    assertThat(new RunSpec().build().seed()).isEqualTo(5);
    Cairn.run("alone", new RunSpec().device("cpu"));
    assertSet("seed", "5", folder + "/cairn.toml:1");
  }

  @Test
  void aForkKeepsTheSettingsOfItsParent() throws IOException {
    toml("seed = 5\n");
    session(Map.of(), Map.of()).use();
    Run parent = Cairn.run("parent", r -> r.logging(l -> l.every(3)));
    parent.fork("child", r -> r.device("cpu"));
    assertSet("seed", "5", folder + "/cairn.toml:1");
    assertSet("logging.every", "3", "script");
    assertSet("device", "cpu", "script");
  }

  @Test
  void whileDescribingNothingIsTrainedOrWritten() {
    session(Map.of(), Map.of()).use();
    Run run = Cairn.run("idle", r -> {});
    assertThat(run.train(5)).isEqualTo(Outcome.ALREADY_DONE);
    assertThat(run.generate("The ")).isEqualTo("The ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whileDescribingNothingIsEvaluatedOrMerged() throws IOException {
    Path runs = folder.resolve("runs");
    Checkpoint first = saved(runs.resolve("a"));
    Checkpoint second = saved(runs.resolve("b"));
    session(Map.of(), Map.of()).use();
    assertThat(Cairn.merge("soup", m -> m.average(first, second))).isEqualTo(first);
    Cairn.evaluate(List.of(first, second), e -> e.prompts("x"));
    assertThat(RunDirectory.below(folder))
        .extracting(RunDirectory::path)
        .containsExactly(runs.resolve("a"), runs.resolve("b"));
    assertThat(runs.resolve("a/evaluations")).doesNotExist();
  }

  private static Checkpoint saved(Path run) throws IOException {
    StoreSettings keeping = StoreSettings.keepingAll();
    try (CheckpointStore store = CheckpointStore.open(run, keeping, event -> {})) {
      CheckpointFile text = new CheckpointFile.Text("config.json", "{}");
      return store
          .save(new CheckpointContent(1, 0, Map.of(), false, List.of(text), Optional.empty()))
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'seed = 1\noptimizer.adamW.lr = \"fast\"' | :2: optimizer.adamW.lr=fast: not a number of",
        "model.gpt2.layers = 1.5 | :1: model.gpt2.layers=1.5: not a number of the kind it takes",
        "optimizer.adamW.betas = 0.9 | :1: optimizer.adamW.betas=0.9: it takes double,double",
        "checkpoints.keepAll = false | :1: checkpoints.keepAll=false: it takes true; to leave it off, leave it",
        "checkpoints.saveEvery = -1 | :1: checkpoints: saveEvery(-1) must be at least 1 step",
        "'seed = 1\noptimizer.cosine.warmup = -1' | :2: cosine: warmup(-1) must be at least 0",
        "'[run.a.model.gpt2]\nheads = 3' | :2: gpt2: width(128) must be a multiple of heads(3)",
      })
  void aValueThatDoesNotFitIsRefusedWithItsLineBeforeAnythingBegins(String text, String message)
      throws IOException {
    toml(text);
    assertThatThrownBy(() -> session(Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + "/cairn.toml" + message);
  }

  @Test
  void aVariableThatDoesNotFitIsRefusedByItsName() {
    assertThatThrownBy(() -> session(Map.of("CAIRN_SEED", "many"), Map.of()))
        .hasMessage("CAIRN_SEED: seed=many: not a number of the kind it takes (long)");
  }

  private void toml(String text) throws IOException {
    Files.writeString(folder.resolve("cairn.toml"), text);
  }

  private void describe(
      Map<String, String> environment,
      Map<String, String> overrides,
      Consumer<? super RunSpec> script) {
    session(environment, overrides).use();
    Cairn.run("run", script);
  }

  private Session session(Map<String, String> environment, Map<String, String> overrides) {
    return new Session(
        folder.resolve("runs"),
        SettingLayers.read(List.of(folder), environment, SettingPath.all()),
        overrides,
        OptionalLong.empty(),
        new StartPoint.Newest(),
        event -> {},
        Optional.of(described::add));
  }
}
