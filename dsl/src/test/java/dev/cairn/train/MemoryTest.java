package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.cairn.model.LanguageModel;
import dev.cairn.model.TrainableModel;
import dev.cairn.optim.AdamW;
import dev.cairn.optim.OptimizerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Training does not use more memory the longer it goes on. */
class MemoryTest {

  private static final long MEBIBYTE = 1 << 20;

  private LanguageModel model;
  private AdamW adamW;
  private TrainingStep training;
  private long step;

  @BeforeEach
  void begin() {
    OptimizerSettings settings = TinyRuns.optimizer(OptionalDouble.of(1));
    model = TinyRuns.gpt2(0.1);
    adamW = new AdamW(settings.adamW(), model.parameters());
    training = new TrainingStep(model, adamW, settings, 3);
  }

  @AfterEach
  void close() {
    training.close();
    adamW.close();
    model.close();
  }

  @Test
  void noArrayOutlivesItsStep() {
    take(2);
    int arrays = arrays(model);
    take(200);
    assertThat(arrays(model)).isEqualTo(arrays);
  }

  @Test
  void noArrayOfAStockBlockOutlivesItsTraining() {
    try (TrainableModel stock = TinyRuns.stock()) {
      TinyRuns.train(stock, 2);
      int arrays = arrays(stock);
      TinyRuns.train(stock, 20);
      assertThat(arrays(stock)).isEqualTo(arrays);
    }
  }

  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void heapAndNativeMemoryAreFlatOverTwoThousandSteps() throws IOException {
    take(500);
    long heap = heap();
    long resident = resident();
    take(2000);
    assertThat(heap() - heap).isLessThan(2 * MEBIBYTE);
    assertThat(resident() - resident).isLessThan(8 * MEBIBYTE);
  }

  /** Steps of two micro-batches, so that gradients are added up too. */
  private void take(int steps) {
    for (int i = 0; i < steps; i++) {
      step++;
      training.take(
          step, TinyRuns.RATE, List.of(TinyRuns.batch(step, 2), TinyRuns.batch(-step, 2)));
    }
  }

  /** The arrays of every manager in this process. */
  private static int arrays(TrainableModel model) {
    NDArray any = model.parameters().values().iterator().next();
    NDManager manager = any.getManager();
    while (manager.getParentManager() != null && manager.getParentManager() != manager) {
      manager = manager.getParentManager();
    }
    return manager.getManagedArrays().size();
  }

  private static long heap() {
    Collecting.collect();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }
}
