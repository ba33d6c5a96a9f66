package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
  private static final int COUNT = 10_000;

  @TempDir Path run;

  @Test
  @Tag("slow")
  void tenThousandCheckpointsOfNineFilesAreListedInThreeHundredMillisecondsOfTwoProcessors()
      throws IOException {
    makeTenThousand();
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 25; i++) {
      long before = process.getProcessCpuTime();
      assertThat(RunDirectory.at(run).checkpoints()).hasSize(COUNT);
      fastest = Math.min(fastest, process.getProcessCpuTime() - before);
    }
    // Processor time, since others may be at work beside this; two processors share it.
    assertThat(Duration.ofNanos(fastest / 2)).isLessThan(Duration.ofMillis(300));
  }

  /** One is saved; the others are its files under another name, each with its own manifest. */
  private void makeTenThousand() throws IOException {
    Path first = run.resolve("checkpoint-1");
    try (CheckpointStore store =
        CheckpointStore.open(run, StoreSettings.keepingAll(), event -> {})) {
      store.save(content(1));
    }
    Manifest manifest = Manifest.read(first);
    for (long step = 2; step <= COUNT; step++) {
      Path copy = Files.createDirectory(run.resolve(Layout.checkpointName(step)));
      for (Manifest.FileSums file : manifest.files()) {
        Files.copy(first.resolve(file.name()), copy.resolve(file.name()));
      }
      Files.writeString(copy.resolve(Layout.MANIFEST), ofStep(step, manifest).toText());
    }
  }

  private static Manifest ofStep(long step, Manifest other) {
    return new Manifest(
        other.format(),
        step,
        other.epoch(),
        other.created(),
        other.candidateForBest(),
        other.metrics(),
        other.parent(),
        other.environment(),
        other.files());
  }

  private static CheckpointContent content(long step) {
    List<CheckpointFile> files = new ArrayList<>();
    for (String name :
        new String[] {"config", "scheduler", "rng_state", "data_state", "tokenizer"}) {
      files.add(new CheckpointFile.Text(name + ".json", "{\"step\": " + step + "}\n"));
    }
    files.add(new CheckpointFile.Text("training_args.json", "{}\n"));
    files.add(new CheckpointFile.Text("trainer_state.json", "{}\n"));
    files.add(new CheckpointFile.Tensors("model.safetensors", tensors(4, step)));
    files.add(new CheckpointFile.Tensors("optimizer.safetensors", tensors(8, step)));
    return new CheckpointContent(
        step,
        0.1,
        Map.of("eval_loss", 1.0),
        true,
        files,
        Optional.empty(),
        Map.of("device", "cpu"));
  }

  private static List<NamedTensor> tensors(int count, long step) {
    return IntStream.range(0, count)
        .<NamedTensor>mapToObj(
            i -> MemoryTensor.floats("h." + i + ".weight", Shape.of(2), (float) step, i))
        .toList();
  }
}
