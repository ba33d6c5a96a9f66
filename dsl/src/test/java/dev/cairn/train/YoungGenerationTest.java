package dev.cairn.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.cairn.model.TrainableModel;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The size of the young generation, and so how often it is collected, changes nothing. */
class YoungGenerationTest {

  private static final int STEPS = 40;

  @Test
  void aYoungGenerationOfFourMegabytesLearnsTheSameBytes()
      throws IOException, InterruptedException {
    List<String> small = ChildJvm.run(List.of("-Xmn4m"), Training.class);
    List<String> large = ChildJvm.run(List.of("-Xmn400m"), Training.class);
    assertThat(collections(small)).isGreaterThanOrEqualTo(2 * STEPS);
    assertThat(collections(large)).isLessThan(STEPS / 4);
    assertThat(digests(small)).hasSize(2).isEqualTo(digests(large));
  }

  private static long collections(List<String> printed) {
    return Long.parseLong(printed.get(0));
  }

  private static List<String> digests(List<String> printed) {
    return printed.subList(1, printed.size());
  }

  /** Prints the number of collections and a digest of the weights of each model. */
  static final class Training {

    private Training() {}

    public static void main(String[] arguments) {
      String gpt2 = digest(TinyRuns.gpt2(0.1));
      String stock = digest(TinyRuns.stock());
      long collections =
          ManagementFactory.getGarbageCollectorMXBeans().stream()
              .mapToLong(GarbageCollectorMXBean::getCollectionCount)
              .sum();
      System.out.println(collections + "\n" + gpt2 + "\n" + stock);
    }

    private static String digest(TrainableModel fresh) {
      try (TrainableModel model = new Littering(fresh)) {
        TinyRuns.train(model, STEPS);
        return TinyRuns.digest(model);
      }
    }
  }

  /** Makes more than four megabytes of garbage between each forward and backward pass. */
  private record Littering(TrainableModel model) implements TrainableModel {

    private static final int PIECE = 1 << 14;
    private static final int PIECES = 320;

    /** Written to so that no compiler leaves the garbage out. */
    @SuppressWarnings("unused")
    private static volatile byte[] litter = new byte[0];

    @Override
    public NDArray loss(NDArray inputs, NDArray labels, boolean training) {
      NDArray loss = model.loss(inputs, labels, training);
      for (int piece = 0; piece < PIECES; piece++) {
        litter = new byte[PIECE];
      }
      return loss;
    }

    @Override
    public Map<String, NDArray> parameters() {
      return model.parameters();
    }

    @Override
    public Device device() {
      return model.device();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
