package dev.cairn.store;

import dev.cairn.tensor.DType;
import dev.cairn.tensor.MemoryTensor;
import dev.cairn.tensor.NamedTensor;
import dev.cairn.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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

/** What a save and a load are made of, each alone: {@code mvn -Pbench} runs it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx2g", "-XX:MaxDirectMemorySize=8g"})
public class StoreJmh {

  /** Tensors in memory, of so many bytes. */
  @State(Scope.Benchmark)
  public static class Tensors {
    private static final int TENSOR_BYTES = 1 << 26;

    /** Bytes of tensors. */
    @Param("1073741824")
    public long bytes;

    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final List<ByteBuffer> copies = new ArrayList<>();
    private final List<NamedTensor> tensors = new ArrayList<>();
    private SnapshotMemory memory = new SnapshotMemory(0);

    /** Fills them. */
    @Setup
    public void fill() {
      Random random = new Random(1);
      byte[] content = new byte[TENSOR_BYTES];
      for (long left = bytes; left > 0; left -= TENSOR_BYTES) {
        random.nextBytes(content);
        ByteBuffer buffer = ByteBuffer.allocateDirect(TENSOR_BYTES).put(content).flip();
        buffers.add(buffer);
        copies.add(ByteBuffer.allocateDirect(TENSOR_BYTES));
        Shape shape = Shape.of(TENSOR_BYTES / Float.BYTES);
        tensors.add(MemoryTensor.of("tensor-" + tensors.size(), DType.F32, shape, buffer));
      }
      memory = new SnapshotMemory((long) TENSOR_BYTES * tensors.size());
    }
  }

  /** The same tensors in a checkpoint, page-cached. */
  @State(Scope.Benchmark)
  public static class Saved {
    private Path folder = Path.of("");

    /** Saves them. */
    @Setup
    public void save(Tensors tensors) throws IOException {
      folder = QuickFolder.create("jmh");
      try (CheckpointStore store = open(folder)) {
        store.save(tensors.tensors, Map.of(), 1, 0);
      }
    }

    /** Deletes them. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
      QuickFolder.delete(folder);
    }
  }

  /** A run of many small checkpoints. */
  @State(Scope.Benchmark)
  public static class Many {
    /** Checkpoints of the run. */
    @Param("10000")
    public int checkpoints;

    private Path folder = Path.of("");

    /** Saves them. */
    @Setup
    public void save() throws IOException {
      folder = QuickFolder.create("jmh");
      try (CheckpointStore store = open(folder)) {
        for (int step = 1; step <= checkpoints; step++) {
          store.save(Contents.unevaluated(step));
        }
      }
    }

    /** Deletes them. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
      QuickFolder.delete(folder);
    }
  }

  /** What the snapshot is compared with. */
  @Benchmark
  public List<ByteBuffer> memcpy(Tensors state) {
    for (int i = 0; i < state.copies.size(); i++) {
      state.copies.get(i).clear().put(state.buffers.get(i).duplicate());
    }
    return state.copies;
  }

  /** What training waits for. */
  @Benchmark
  public List<NamedTensor> snapshot(Tensors state) throws IOException {
    state.memory.clear();
    List<NamedTensor> copies = new ArrayList<>();
    for (NamedTensor tensor : state.tensors) {
      copies.add(state.memory.copy(tensor));
    }
    return copies;
  }

  /** What {@code verify} and a load compute. */
  @Benchmark
  public long crc32c(Tensors state) {
    CRC32C crc = new CRC32C();
    state.buffers.forEach(buffer -> crc.update(buffer.duplicate()));
    return crc.getValue();
  }

  /** What a save computes beside the write. */
  @Benchmark
  public byte[] sha256(Tensors state) {
    MessageDigest digest = Digests.sha256();
    state.buffers.forEach(buffer -> digest.update(buffer.duplicate()));
    return digest.digest();
  }

  /** Reads every tensor, checked, into memory that is there. */
  @Benchmark
  public List<ByteBuffer> load(Tensors state, Saved saved) throws IOException {
    try (CheckpointReader reader = run(saved.folder).latest().orElseThrow().open()) {
      int next = 0;
      for (NamedTensor tensor : reader.tensors(CheckpointReader.MODEL).values()) {
        tensor.read(0, state.copies.get(next++).clear());
      }
    }
    return state.copies;
  }

  /** What {@code ls} reads. */
  @Benchmark
  public List<Checkpoint> list(Many many) throws IOException {
    return run(many.folder).checkpoints();
  }

  private static CheckpointStore open(Path folder) throws IOException {
    return CheckpointStore.open(
        folder.resolve("run"),
        StoreSettings.keepingAll(),
        event -> {},
        WatchedDisk.unforced(),
        InstantSource.system());
  }

  private static RunDirectory run(Path folder) {
    return RunDirectory.at(folder.resolve("run"));
  }
}
