package dev.cairn;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.compare.Standing;
import dev.cairn.compare.Trial;
import dev.cairn.settings.SettingLayers;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointReader;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import dev.cairn.train.StopRequest;
import dev.cairn.train.TrainEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {

  private final Session before = Session.current();
  private final List<TrainEvent> events = new ArrayList<>();
  @TempDir Path runs;
  private Path text;

  @BeforeEach
  void useADirectoryOfOurOwn() throws IOException {
    text = Files.writeString(runs.resolve("text.txt"), "int i = 0; i < n; i++ { }\n".repeat(20));
    session(Map.of());
  }

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  private void session(Map<String, String> overrides) {
    new Session(runs, overrides, OptionalLong.empty(), new StartPoint.Newest(), events::add).use();
  }

  private ExperimentSpec common(ExperimentSpec experiment) {
    return experiment
        .run(
            r ->
                r.data(d -> d.text(text.toString()).batch(2).context(8))
                    .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16)))
                    .checkpoints(c -> c.saveEvery(2)))
        .train(4);
  }

  private Experiment sweep() {
    return Cairn.experiment(
        "sweep", e -> common(e.grid("optimizer.adamW.lr", 1e-2, 3e-4).seeds(1, 2)));
  }

  @Test
  void eachPointOfTheGridIsTrainedWithEachSeed() throws IOException {
    Experiment sweep = sweep();
    assertThat(sweep.runs())
        .extracting(Run::name)
        .containsExactly(
            "sweep/lr-0.01/seed-1",
            "sweep/lr-0.01/seed-2",
            "sweep/lr-3e-4/seed-1",
            "sweep/lr-3e-4/seed-2");
    assertThat(sweep.runs()).allMatch(run -> run.latest().step() == 4);
    assertThat(Files.readString(sweep.runs().get(3).latest().path().resolve("training_args.json")))
        .contains("\"optimizer.adamW.lr\": 0.0003", "\"seed\": 2");
  }

  @Test
  void theLeaderboardHasTheBestVariantFirstWithItsMeanAndSpread() {
    Experiment sweep = sweep();
    List<Standing> rows = sweep.leaderboard().standings().rows();
    assertThat(rows).extracting(row -> row.variant().name()).containsExactly("lr-0.01", "lr-3e-4");
    double one = loss(sweep.runs().get(0).best());
    double two = loss(sweep.runs().get(1).best());
    assertThat(rows.get(0).count()).isEqualTo(2);
    assertThat(rows.get(0).mean()).hasValue((one + two) / 2);
    assertThat(rows.get(0).spread().orElseThrow())
        .isCloseTo(Math.abs(one - two) / Math.sqrt(2), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(loss(sweep.best().best())).isEqualTo(Math.min(one, two));
  }

  private static double loss(Checkpoint checkpoint) {
    return checkpoint.metrics().getOrDefault("eval_loss", Double.NaN);
  }

  @Test
  void runAgainItTrainsNothingAndShowsTheSame() {
    String first = sweep().leaderboard().toString();
    events.clear();
    assertThat(sweep().leaderboard()).hasToString(first);
    assertThat(events).noneMatch(event -> event instanceof TrainEvent.Stepped);
  }

  @Test
  void aVariantThatFailsIsNamedAtTheEndAndStopsNoOther() {
    assertThatThrownBy(
            () ->
                Cairn.experiment(
                    "diverging", e -> common(e.grid("optimizer.adamW.lr", 1e38, 1e-3))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("diverging: 1 of 2 runs failed: lr-1e38 (step ");
    Run well = Cairn.run("diverging/lr-1e-3", r -> {});
    assertThat(well.latest().step()).isEqualTo(4);
  }

  @Test
  void aNamedVariantChangesTheCommonRun() {
    Experiment experiment =
        Cairn.experiment(
            "named",
            e ->
                common(e.variant("small", r -> r.model(m -> m.gpt2(g -> g.width(8)))))
                    .variant("large", r -> r.model(m -> m.gpt2(g -> g.width(32)))));
    assertThat(experiment.runs())
        .extracting(Run::name)
        .containsExactly("named/small", "named/large");
    assertThat(experiment.leaderboard().standings().plan().axes())
        .containsExactly("model.gpt2.width");
  }

  @Test
  void aGridOfTenThousandAsksForALimit() {
    Object[] values = IntStream.rangeClosed(1, 100).boxed().toArray();
    assertThatThrownBy(
            () ->
                Cairn.experiment(
                    "huge",
                    e -> common(e.grid("model.gpt2.layers", values).grid("data.batch", values))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the experiment huge makes 10,000 runs, more than 100; write limit(10000) if you mean"
                + " it, or fewer values");
    assertThat(runs.resolve("huge")).doesNotExist();
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsTrained() {
    assertThatThrownBy(() -> Cairn.experiment("e", e -> common(e.grid("optimizer.adamW.rate", 1))))
        .hasMessageContaining("optimizer.adamW.rate: there is no setting rate");
    assertThatThrownBy(() -> Cairn.experiment("e", e -> common(e.grid("model.gpt2.width", 16, 7))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cairn.experiment("e", e -> e.seeds(1)))
        .hasMessageContaining("no step to reach; write train(600)");
    session(Map.of("optimizer.adamW.lr", "1"));
    assertThatThrownBy(this::sweep).hasMessageContaining("the experiment sweep varies it");
    assertThat(runs.resolve("e")).doesNotExist();
    assertThat(runs.resolve("sweep")).doesNotExist();
  }

  @Test
  void aRunThatWasNotReachedYetWaits() throws IOException {
    Experiment sweep = sweep();
    Path unreached = sweep.runs().get(3).directory();
    Files.move(unreached, runs.resolve("elsewhere"));
    assertThat(sweep.leaderboard().standings().rows())
        .flatExtracting(Standing::trials)
        .extracting(Trial::state)
        .containsOnlyOnce(Trial.State.WAITING);
    assertThat(sweep.leaderboard().toString()).contains("3 of 4 runs done", "1 waiting");
  }

  @Test
  void severalProcessesTrainAtATimeEachWithItsShareOfTheProcessors() throws IOException {
    assertThatThrownBy(
            () ->
                Cairn.experiment(
                    "parallel", e -> common(e.grid("optimizer.adamW.lr", 1e-2, 1e38)).parallel(2)))
        .hasMessageStartingWith("parallel: 1 of 2 runs failed: lr-1e38 (step ");
    int share = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    assertThat(said())
        .contains(
            "  2 at a time, each a process with threads: " + share,
            "parallel/lr-0.01 begins, with threads: " + share,
            "parallel/lr-0.01 ended at step 4")
        .anyMatch(line -> line.startsWith("parallel/lr-1e38 failed: step "))
        .anyMatch(line -> line.startsWith("parallel: 1 of 2 runs done"));
    Run well = Cairn.run("parallel/lr-0.01", r -> {});
    try (CheckpointReader reader = well.at(4).open()) {
      assertThat(reader.environment()).containsEntry("threads", Integer.toString(share));
    }
  }

  private List<String> said() {
    return events.stream()
        .filter(TrainEvent.Announced.class::isInstance)
        .map(event -> ((TrainEvent.Announced) event).line())
        .toList();
  }

  /** Someone who wants to stop as soon as a run has a checkpoint. */
  private record Impatient(Path latest) implements Host {
    @Override
    public Outcome train(Run run, StopRequest stop, Training training) throws IOException {
      return training.run();
    }

    @Override
    public Outcome together(StopRequest stop, Training waiting) throws IOException {
      Thread impatience =
          new Thread(
              () -> {
                while (Files.notExists(latest)) {
                  Thread.onSpinWait();
                }
                stop.request();
              });
      impatience.start();
      return waiting.run();
    }

    @Override
    public void watch(Run run) {}

    @Override
    public void await(Run run) {}
  }

  @Test
  void anExperimentThatIsToStopAsksItsWorkersToSaveAndLeave() {
    Host host = new Impatient(runs.resolve("stopped/lr-1e-3/latest"));
    new Session(
            runs,
            SettingLayers.NONE,
            Map.of(),
            OptionalLong.empty(),
            new StartPoint.Newest(),
            events::add,
            host,
            Optional.empty())
        .use();
    Experiment stopped =
        Cairn.experiment(
            "stopped",
            e -> common(e.grid("optimizer.adamW.lr", 1e-3, 1e-4)).train(1_000_000_000).parallel(2));
    assertThat(stopped.runs()).allMatch(run -> run.holder().isEmpty());
    assertThat(stopped.runs().get(0).latest().step()).isGreaterThanOrEqualTo(2);
    assertThat(said()).anyMatch(line -> line.matches("asked [12] processes to save and leave"));
    assertThat(said()).noneMatch(line -> line.contains("failed"));
  }

  @Test
  void whatAWorkerCannotBeToldIsRefusedBeforeAnythingBegins() {
    assertThatThrownBy(
            () ->
                Cairn.experiment(
                    "told",
                    e ->
                        common(e.grid("optimizer.adamW.lr", 1e-2, 1e-3))
                            .run(r -> r.checkpoints(c -> c.saveEvery(1500, MILLISECONDS)))
                            .parallel(2)))
        .hasMessageStartingWith("parallel(2): the run told/lr-0.01 is described by more than");
    assertThat(runs.resolve("told")).doesNotExist();
  }

  @Test
  void aCheckpointToResumeFromIsRefused() {
    new Session(
            runs,
            Map.of(),
            OptionalLong.empty(),
            new StartPoint.At(Path.of("checkpoint-2")),
            events::add)
        .use();
    assertThatThrownBy(this::sweep)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--resume checkpoint-2: that is one run's, and the experiment sweep has several; each"
                + " goes on from its newest without --resume");
    assertThat(runs.resolve("sweep")).doesNotExist();
  }

  @Test
  void theLeaderboardStillTellsWhyARunFailedBeforeItsFirstStep() {
    Consumer<ExperimentSpec> missing =
        e ->
            common(e.variant("well", r -> {}))
                .variant("missing", r -> r.data(d -> d.text(runs.resolve("none").toString())));
    assertThatThrownBy(() -> Cairn.experiment("early", missing))
        .hasMessageStartingWith("early: 1 of 2 runs failed: missing (");
    assertThat(said())
        .anyMatch(line -> line.startsWith("early/missing failed: ") && line.contains("none"));
  }

  @Test
  void aRandomSearchDrawsTheSameAgainAndMoreLeaveTheFirstAsTheyAre() {
    List<String> three = drawn(3);
    events.clear();
    assertThat(drawn(3)).isEqualTo(three);
    assertThat(events).noneMatch(event -> event instanceof TrainEvent.Stepped);
    assertThat(drawn(4)).hasSize(4).startsWith(three.toArray(String[]::new));
  }

  private List<String> drawn(int draws) {
    return Cairn.experiment(
            "drawn",
            e ->
                common(
                    e.random(
                        draws,
                        r ->
                            r.logUniform("optimizer.adamW.lr", 1e-4, 1e-2)
                                .choice("model.gpt2.width", 8, 16))))
        .runs()
        .stream()
        .map(Run::name)
        .toList();
  }

  private Experiment halved(String name) {
    return Cairn.experiment(
        name,
        e ->
            common(e.grid("optimizer.adamW.lr", 1e-2, 1e-3, 1e-4, 1e38))
                .run(r -> r.optimizer(o -> o.cosine(c -> c.warmup(1))).seed(5))
                .train(12)
                .halving(2, 3));
  }

  @Test
  void halvingTakesTheBetterHalfOnAndItsWinnerHasTheBytesOfOneTrainedStraight() throws IOException {
    assertThatThrownBy(() -> halved("halved")).hasMessageContaining("1 of 4 runs failed: lr-1e38");
    assertThat(said())
        .contains(
            "  from step 3 the best 2 go on",
            "halved, step 3: 2 of 4 variants go on to step 6: lr-0.01, lr-1e-3",
            "halved, step 6: 1 of 2 variants go on to step 12: lr-0.01")
        .anyMatch(line -> line.contains("lr-1e-4") && line.contains("halted at 3"))
        .anyMatch(line -> line.contains("lr-1e-3") && line.contains("halted at 6"));
    assertThat(Cairn.run("halved/lr-1e-4", r -> {}).status().toString()).contains("paused");
    Run winner = Cairn.run("halved/lr-0.01", r -> {});
    assertThatThrownBy(
            () ->
                Cairn.experiment(
                    "straight",
                    e ->
                        common(e.grid("optimizer.adamW.lr", 1e-2, 1e38))
                            .run(r -> r.optimizer(o -> o.cosine(c -> c.warmup(1))).seed(5))
                            .train(12)))
        .isInstanceOf(IllegalStateException.class);
    Run straight = Cairn.run("straight/lr-0.01", r -> {});
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      assertThat(winner.at(12).path().resolve(file))
          .hasSameBinaryContentAs(straight.at(12).path().resolve(file));
    }
  }

  @Test
  void halvingRunAgainTakesNoStepOfThoseThatWereTrained() {
    assertThatThrownBy(() -> halved("again")).isInstanceOf(IllegalStateException.class);
    List<String> first = said();
    events.clear();
    assertThatThrownBy(() -> halved("again")).isInstanceOf(IllegalStateException.class);
    assertThat(events)
        .filteredOn(TrainEvent.Stepped.class::isInstance)
        .allMatch(event -> ((TrainEvent.Stepped) event).learningRate() > 1);
    assertThat(said()).last().isEqualTo(first.get(first.size() - 1));
  }

  @Test
  void aRungAfterTheEndOrWithoutCheckpointsIsRefused() {
    assertThatThrownBy(() -> Cairn.experiment("late", e -> common(e).halving(2, 4)))
        .hasMessage("halving(2, 4): the first rung must lie before the last step, 4");
    assertThatThrownBy(
            () ->
                Cairn.experiment(
                    "weights",
                    e -> common(e).run(r -> r.checkpoints(c -> c.weightsOnly())).halving(2, 2)))
        .hasMessageContaining("halving goes on from whole checkpoints");
    assertThat(runs.resolve("late")).doesNotExist();
  }

  @Test
  void aForkFromAStepBeginsThere() {
    Run parent = sweep().runs().get(0);
    Run fork = parent.fork("fork", parent.at(2), r -> r.optimizer(o -> o.adamW(a -> a.lr(1e-3))));
    fork.train(4);
    assertThat(fork.checkpoints().checkpoints()).extracting(Checkpoint::step).containsExactly(4L);
    assertThat(parent.curves().with(fork.curves()).toString()).contains("fork");
  }
}
