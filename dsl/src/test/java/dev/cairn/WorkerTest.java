package dev.cairn;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.store.Direction;
import dev.cairn.store.Holder;
import dev.cairn.store.WhenBusy;
import dev.cairn.store.WhenDiskFull;
import dev.cairn.train.Goal;
import dev.cairn.train.Outcome;
import dev.cairn.train.StartPoint;
import dev.cairn.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerTest {

  private final Session before = Session.current();
  @TempDir Path runs;

  @BeforeEach
  void useADirectoryOfOurOwn() {
    new Session(runs, Map.of(), OptionalLong.empty(), new StartPoint.Newest(), event -> {}).use();
  }

  @AfterEach
  void putTheSessionBack() {
    before.use();
  }

  private Run run(String name) throws IOException {
    Path text = Files.writeString(runs.resolve("text.txt"), "int i = 0; i < n; { }\n".repeat(20));
    return Cairn.run(
        name,
        r ->
            r.data(d -> d.text(text.toString()).batch(2).context(8))
                .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(16)))
                .checkpoints(c -> c.saveEvery(2).keepAll().bestBy("eval_loss")));
  }

  @Test
  void aWorkerTrainsToTheSameBytesAsThisProcess() throws IOException {
    Run elsewhere = run("elsewhere");
    elsewhere.start(4);
    assertThat(elsewhere.await().step()).isEqualTo(4);
    assertThat(elsewhere.holder()).isEmpty();

    Run here = run("here");
    assertThat(here.train(4)).isEqualTo(Outcome.FINISHED);
    assertThat(Files.readAllBytes(elsewhere.latest().path().resolve("optimizer.safetensors")))
        .isEqualTo(Files.readAllBytes(here.latest().path().resolve("optimizer.safetensors")));
    assertThat(elsewhere.train(4)).isEqualTo(Outcome.ALREADY_DONE);
  }

  @Test
  void aWorkerThatIsStoppedSavesAndCanBeStartedAgain() throws IOException {
    Run run = run("stopped");
    run.start(1_000_000);
    Holder holder = run.holder().orElseThrow();
    assertThat(holder.isThisProcess()).isFalse();
    run.start(1_000_000);
    assertThat(run.holder()).contains(holder);

    while (run.checkpoints().checkpoints().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(run.stop()).isTrue();
    long stoppedAt = run.await().step();
    assertThat(run.stop()).isFalse();
    assertThat(run.train(stoppedAt + 1)).isEqualTo(Outcome.FINISHED);
  }

  @Test
  void aWorkerThatWasKilledIsNamed() throws IOException {
    Run run = run("killed");
    run.start(1_000_000);
    while (Files.notExists(run.directory().resolve("status.json"))) {
      Thread.onSpinWait();
    }
    ProcessHandle worker = ProcessHandle.of(run.holder().orElseThrow().pid()).orElseThrow();
    worker.destroyForcibly();
    assertThatThrownBy(run::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was killed at about step");
  }

  @Test
  void aWorkerThatCannotTrainSaysWhy() {
    Run run = Cairn.run("nothing", r -> r.data(d -> d.text(runs.resolve("none").toString())));
    assertThatThrownBy(
            () -> {
              run.start(10);
              run.await();
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none");
  }

  static java.util.stream.Stream<Consumer<RunSpec>> descriptions() {
    return java.util.stream.Stream.of(
        r -> {},
        r -> r.data(d -> d.text("a, b.txt", "c").holdOut(0.25).batch(3).context(9).bytes()),
        r -> r.data(d -> d.javaSources().characters()).device("cpu").seed(-1),
        r -> r.model(m -> m.gpt2(g -> g.layers(2).heads(3).width(12).dropout(0.125)).freeze("wte")),
        r ->
            r.optimizer(
                o ->
                    o.adamW(a -> a.lr(3e-7).betas(0.5, 0.75).epsilon(1e-9).weightDecay(0.25))
                        .cosine(c -> c.warmup(7).floor(1e-5))
                        .noClipping()
                        .accumulate(2)),
        r -> r.optimizer(o -> o.linear(c -> c.warmup(3).horizon(50)).clipNorm(0.125)),
        r -> r.optimizer(o -> o.constant(5)),
        r ->
            r.checkpoints(
                c ->
                    c.saveEvery(7)
                        .saveEvery(90, MINUTES)
                        .saveEveryEpoch()
                        .keepLast(2)
                        .keepBest(3)
                        .keepEvery(100)
                        .olderThan(Cairn.days(3))
                        .maxCheckpoints(9)
                        .maxBytes("3GB")
                        .minFreeSpace("2GB")
                        .keepTrash(Cairn.days(2))
                        .bestBy("accuracy")
                        .restoreBestAtEnd()
                        .whenDiskFull(WhenDiskFull.STOP)
                        .backupTo("/mnt/backup")),
        r ->
            r.checkpoints(
                c ->
                    c.keepAll()
                        .bestBy("own", Direction.HIGHER)
                        .dtype("bf16")
                        .shardSize("100MB")
                        .weightsOnly()
                        .background(false)
                        .whenBusy(WhenBusy.SKIP)
                        .copyMemory("1GB")),
        r -> r.checkpoints(CheckpointsSpec::never).evaluation(e -> e.every(5).batches(3)),
        r -> r.evaluation(e -> e.full()).logging(l -> l.every(3)));
  }

  @ParameterizedTest
  @MethodSource("descriptions")
  void everySettingSurvivesTheWayToAWorker(Consumer<RunSpec> block) throws IOException {
    RunSpec spec = RunSpec.defaults();
    block.accept(spec);
    TrainSettings settings = spec.build();
    Goal goal = new Goal(10, 4, List.of(4L));
    WorkOrder order = WorkOrder.of(runs, "run", settings, new StartPoint.Fork(runs), goal, 3);
    WorkOrder received = WorkOrder.parse(order.toJson());
    assertThat(received.described()).isEqualTo(settings);
    assertThat(received.start()).isEqualTo(new StartPoint.Fork(runs.toAbsolutePath()));
    assertThat(received.goal()).isEqualTo(goal);
    assertThat(received.threads()).isEqualTo(3);
  }
}
