import dev.cairn.Cairn;
import dev.cairn.compare.WeightChanges;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.StoreSettings;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The diff of two checkpoints of 1 GiB of F32 each, beside reading both files from the page cache:
 *
 * <pre>{@code ./cairn run examples/benchmarks/Diff.java}</pre>
 *
 * Both use as many threads as there are cores, and take turns; the median of several rounds counts.
 * The ratio is that of the speeds; the bar is 0.5. It writes 2 GiB into the directory for temporary
 * files and deletes them.
 */
final class Diff {

  private static final int LAYERS = 32;
  private static final int VALUES = 8 << 20;
  private static final int PIECE = 1 << 20;
  private static final int ROUNDS = 7;

  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(PIECE));

  public static void main(String[] arguments) throws IOException {
    Path scratch = Files.createTempDirectory("diff");
    try {
      measure(save(scratch, 1), save(scratch, 2));
    } finally {
      delete(scratch);
    }
  }

  private static void measure(Checkpoint left, Checkpoint right) throws IOException {
    double[] reading = new double[ROUNDS];
    double[] diffing = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      read(left.path().resolve("model.safetensors"));
      read(right.path().resolve("model.safetensors"));
      long middle = System.nanoTime();
      WeightChanges.between(left, right);
      reading[round] = (middle - begin) / 1e9;
      diffing[round] = (System.nanoTime() - middle) / 1e9;
    }
    double gigabytes = (left.bytes() + right.bytes()) / 1e9;
    double read = median(reading);
    double diff = median(diffing);
    System.out.println(Cairn.diff(left, right));
    System.out.printf("reading both  %6.2f s  %5.2f GB/s%n", read, gigabytes / read);
    System.out.printf("diff          %6.2f s  %5.2f GB/s%n", diff, gigabytes / diff);
    System.out.printf("ratio         %6.2f%n", read / diff);
  }

  private static void read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      LongStream.range(0, (channel.size() + PIECE - 1) / PIECE)
          .parallel()
          .forEach(piece -> read(channel, piece * PIECE));
    }
  }

  private static void read(FileChannel channel, long position) {
    try {
      channel.read(BUFFER.get().clear(), position);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Checkpoint save(Path scratch, long step) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    SplittableRandom moves = new SplittableRandom(step);
    float[] values = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = (float) (random.nextDouble() - 0.5 + 0.01 * moves.nextDouble());
    }
    MemoryTensor one = MemoryTensor.floats("weight", Shape.of(VALUES / 1024, 1024), values);
    List<NamedTensor> tensors = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      String name = "transformer.h." + layer + ".mlp.c_fc.weight";
      tensors.add(MemoryTensor.of(name, one.dtype(), one.shape(), one.view().orElseThrow()));
    }
    List<CheckpointFile> files = List.of(new CheckpointFile.Tensors("model.safetensors", tensors));
    try (CheckpointStore store =
        CheckpointStore.open(scratch, StoreSettings.keepingAll(), event -> {})) {
      return store
          .save(new CheckpointContent(step, 0, Map.of(), false, files, Optional.empty()))
          .orElseThrow();
    }
  }

  private static double median(double[] seconds) {
    Arrays.sort(seconds);
    return seconds[seconds.length / 2];
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
