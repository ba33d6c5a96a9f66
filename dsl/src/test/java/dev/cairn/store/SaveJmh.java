package dev.cairn.store;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A durable save, with its checksums, beside raw writes of the same bytes: on the build's disk. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-XX:MaxDirectMemorySize=4g"})
@State(Scope.Benchmark)
public class SaveJmh {
  private static final int TENSOR_BYTES = 1 << 24;
  private static final Path DISK = Path.of("target");

  /** Bytes of tensors. */
  @Param("1073741824")
  public long bytes;

  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final List<NamedTensor> tensors = new ArrayList<>();
  private Path folder = DISK;
  private @Nullable CheckpointStore store;

  /** Fills the tensors. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    byte[] content = new byte[TENSOR_BYTES];
    for (long left = bytes; left > 0; left -= TENSOR_BYTES) {
      random.nextBytes(content);
      ByteBuffer buffer = ByteBuffer.allocateDirect(TENSOR_BYTES).put(content).flip();
      buffers.add(buffer);
      Shape shape = Shape.of(TENSOR_BYTES / Float.BYTES);
      tensors.add(MemoryTensor.of("tensor-" + tensors.size(), DType.F32, shape, buffer));
    }
  }

  /** Each write has a folder of its own, with a run that is open. */
  @Setup(Level.Invocation)
  public void create() throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(DISK), "jmh");
    store = CheckpointStore.open(folder.resolve("run"), StoreSettings.keepingAll(), event -> {});
  }

  /** Deletes it. */
  @TearDown(Level.Invocation)
  public void delete() throws IOException {
    Objects.requireNonNull(store).close();
    QuickFolder.delete(folder);
  }

  /** Saves with CRC32C and SHA-256, and forces everything. */
  @Benchmark
  public Path save() throws IOException {
    return Objects.requireNonNull(store).save(tensors, Map.of(), 1, 0).orElseThrow().path();
  }

  /** Writes and forces the same bytes, and nothing else. */
  @Benchmark
  public Path rawWrite() throws IOException {
    Path file = folder.resolve("raw");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer buffer : buffers) {
        ByteBuffer left = buffer.duplicate();
        while (left.hasRemaining()) {
          channel.write(left);
        }
      }
      channel.force(true);
    }
    return file;
  }
}
