package dev.cairn.display;

import dev.cairn.store.BestBy;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.DiskCare;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.RunDirectory;
import dev.cairn.store.RunStatus;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenDiskFull;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run on disk that logged losses and saved checkpoints; nothing was trained. */
final class LoggedRun implements AutoCloseable {

  private final Path path;
  private final CheckpointStore store;

  LoggedRun(Path path) throws IOException {
    this.path = path;
    this.store =
        CheckpointStore.open(
            path,
            new StoreSettings(
                Retention.of(new KeepRule.KeepAll()),
                Optional.of(BestBy.of("eval_loss")),
                WhenDiskFull.STOP,
                DiskCare.DEFAULT,
                Optional.empty()),
            event -> {});
  }

  RunDirectory directory() {
    return RunDirectory.at(path);
  }

  /** Logs a loss at each step that falls towards 1. */
  LoggedRun train(long from, long to) throws IOException {
    for (long step = from; step <= to; step++) {
      log(step, "loss", 1 + 4.0 / step);
    }
    return this;
  }

  LoggedRun log(long step, String metric, double value) throws IOException {
    store.metrics().append(step, step / 100.0, Map.of(metric, value));
    return this;
  }

  /** Evaluates, and saves a checkpoint with the result. */
  LoggedRun save(long step, double loss) throws IOException {
    log(step, "eval_loss", loss);
    store.save(
        new CheckpointContent(
            step,
            step / 100.0,
            Map.of("eval_loss", loss),
            true,
            List.of(new CheckpointFile.Text("config.json", "{}\n")),
            Optional.empty(),
            Map.of()));
    return this;
  }

  LoggedRun backTo(long step) throws IOException {
    store.rewindTo(directory().checkpoint(step).orElseThrow(), "a test");
    return this;
  }

  LoggedRun status(RunStatus status) throws IOException {
    store.status(status);
    return this;
  }

  LoggedRun failed(String reason) throws IOException {
    store.record("failed", Map.of("reason", reason));
    return this;
  }

  /** That of this process, which began 60 seconds before at step 0 of 600. */
  static RunStatus status(RunStatus.State state, long step) {
    RunStatus now = RunStatus.of(state, step);
    return now.at(
        new RunStatus.Pace(600, 0, now.heartbeat().minusSeconds(60), 5, 768, 1_200_000_000));
  }

  /** That of a process that went away. */
  static RunStatus dead(long step) {
    Instant longAgo = Instant.now().minusSeconds(7200);
    return new RunStatus(
        1,
        "elsewhere",
        RunStatus.State.RUNNING,
        step,
        longAgo,
        Optional.of(new RunStatus.Pace(600, 0, longAgo.minusSeconds(60), 5, 768, 0)));
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
