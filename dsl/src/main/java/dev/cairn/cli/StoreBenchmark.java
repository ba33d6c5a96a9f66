package dev.cairn.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.cairn.engine.EngineTensor;
import dev.cairn.engine.Libtorch;
import dev.cairn.store.BackgroundSaver;
import dev.cairn.store.Checkpoint;
import dev.cairn.store.CheckpointContent;
import dev.cairn.store.CheckpointFile;
import dev.cairn.store.CheckpointReader;
import dev.cairn.store.CheckpointStore;
import dev.cairn.store.KeepRule;
import dev.cairn.store.Retention;
import dev.cairn.store.StoreEvent;
import dev.cairn.store.StoreSettings;
import dev.cairn.store.WhenBusy;
import dev.cairn.store.WhenDiskFull;
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
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The store at work on a real disk, each figure taken in turns with what it is compared to, so that
 * a machine that slows down for a while slows both.
 */
final class StoreBenchmark implements AutoCloseable {
  private static final int TENSOR_BYTES = 16 << 20;
  private static final String MODEL = "model.safetensors";

  private final Path folder;
  private final long bytes;
  private final int rounds;
  private final List<ByteBuffer> buffers = new ArrayList<>();
  private final List<NamedTensor> tensors = new ArrayList<>();

  /** What is measured. */
  enum Part {
    HELD_UP("how long a save holds training up"),
    WRITE("durable writes"),
    LOAD("loading"),
    VERIFY("verifying"),
    LIST("many checkpoints");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * A figure beside another of the same bytes; medians of the rounds.
   *
   * @param bytes what was moved, 0 where that is not the point
   */
  record Figure(String what, long bytes, double seconds, String beside, double besideSeconds) {

    /** How many times as long it takes as what it is compared to. */
    double ratio() {
      return seconds / besideSeconds;
    }
  }

  private interface Action {
    /** Does it, and returns the seconds that count. */
    double run(int round) throws IOException;
  }

  StoreBenchmark(Path folder, long bytes, int rounds) {
    this.folder = folder;
    this.bytes = bytes;
    this.rounds = rounds;
    SplittableRandom random = new SplittableRandom(1);
    for (long left = bytes; left > 0; left -= TENSOR_BYTES) {
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(TENSOR_BYTES, left) & -4);
      byte[] content = new byte[buffer.capacity()];
      random.nextBytes(content);
      buffer.put(content).flip();
      buffers.add(buffer);
      tensors.add(
          MemoryTensor.of(
              "tensor-%04d".formatted(tensors.size()),
              DType.F32,
              Shape.of(buffer.capacity() / Float.BYTES),
              buffer));
    }
  }

  List<Figure> measure(Part part, int checkpoints) throws IOException {
    return switch (part) {
      case HELD_UP -> List.of(heldUp());
      case WRITE -> List.of(write(), hash());
      case LOAD -> List.of(load());
      case VERIFY -> List.of(verify());
      case LIST -> many(checkpoints);
    };
  }

  private Figure heldUp() throws IOException {
    List<ByteBuffer> copies =
        buffers.stream().map(buffer -> ByteBuffer.allocateDirect(buffer.capacity())).toList();
    List<Double> held = new ArrayList<>();
    try (CheckpointStore store = store("held-up", event -> {});
        BackgroundSaver saver =
            new BackgroundSaver(store, WhenBusy.WAIT, Long.MAX_VALUE, event -> note(event, held))) {
      saver.prepare(content(0).files());
      return alternate(
          "training held up by a save",
          round -> {
            saver.save(content(round));
            saver.finish();
            return held.get(held.size() - 1);
          },
          "memcpy",
          round -> seconds(() -> copy(copies)));
    }
  }

  /** Keeps the seconds of what is measured: how long training was held up, or a save took. */
  private static void note(StoreEvent event, List<Double> seconds) {
    if (event instanceof StoreEvent.Held held) {
      seconds.add(held.duration().toNanos() / 1e9);
    } else if (event instanceof StoreEvent.Saved saved) {
      seconds.add(saved.duration().toNanos() / 1e9);
    }
  }

  private void copy(List<ByteBuffer> copies) {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).clear().put(buffers.get(i).duplicate());
    }
  }

  private Figure write() throws IOException {
    List<Double> saved = new ArrayList<>();
    try (CheckpointStore store = store("write", event -> note(event, saved))) {
      return alternate(
          "durable save with checksums",
          round -> {
            store.save(content(round));
            return saved.get(saved.size() - 1);
          },
          "plain write and fsync",
          this::writePlainly);
    }
  }

  /** As a save does it, the file before goes only when the new one is there. */
  private double writePlainly(int round) throws IOException {
    double seconds = seconds(() -> writePlainly(folder.resolve("plain-" + round)));
    Files.deleteIfExists(folder.resolve("plain-" + (round - 1)));
    return seconds;
  }

  private void writePlainly(Path file) throws IOException {
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
  }

  private Figure hash() throws IOException {
    return alternate(
        "SHA-256, done beside the write",
        round -> seconds(this::sha256),
        "CRC32C, done with it",
        round -> seconds(this::crc32c));
  }

  private void crc32c() {
    CRC32C crc = new CRC32C();
    buffers.forEach(buffer -> crc.update(buffer.duplicate()));
  }

  private void sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      buffers.forEach(buffer -> digest.update(buffer.duplicate()));
      digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Figure load() throws IOException {
    Checkpoint checkpoint = saved("load");
    return alternate(
        "load into arrays, checked",
        round -> seconds(() -> load(checkpoint)),
        "mapping and CRC32C alone",
        round -> seconds(() -> checksumOf(checkpoint.path().resolve(MODEL))));
  }

  private static void load(Checkpoint checkpoint) throws IOException {
    try (CheckpointReader reader = checkpoint.open();
        NDManager manager = Libtorch.manager(Device.cpu())) {
      for (NamedTensor tensor : reader.tensors(MODEL).values()) {
        EngineTensor.array(manager, tensor, DType.F32);
      }
    }
  }

  /** The pieces are as large as a Java buffer over a mapped file may be. */
  private static void checksumOf(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      CRC32C crc = new CRC32C();
      for (long begin = 0; begin < channel.size(); begin += TENSOR_BYTES) {
        long length = Math.min(TENSOR_BYTES, channel.size() - begin);
        crc.update(channel.map(FileChannel.MapMode.READ_ONLY, begin, length));
      }
    }
  }

  private Figure verify() throws IOException {
    Checkpoint checkpoint = saved("verify");
    return alternate(
        "verify, page-cached",
        round -> seconds(() -> verify(checkpoint)),
        "mapping and CRC32C alone",
        round -> seconds(() -> checksumOf(checkpoint.path().resolve(MODEL))));
  }

  private static void verify(Checkpoint checkpoint) throws IOException {
    try (CheckpointReader reader = checkpoint.open()) {
      List<String> faults = reader.faults();
      if (!faults.isEmpty()) {
        throw new IOException("just saved and damaged: " + faults.get(0));
      }
    }
  }

  private List<Figure> many(int count) throws IOException {
    List<Double> saves = new ArrayList<>();
    try (CheckpointStore store =
        CheckpointStore.open(folder.resolve("many"), StoreSettings.keepingAll(), event -> {})) {
      for (int step = 1; step <= count; step++) {
        CheckpointContent small = small(step);
        saves.add(seconds(() -> store.save(small)));
      }
      int tenth = Math.max(1, count / 10);
      return List.of(
          new Figure(
              "small save among the last of %,d".formatted(count),
              0,
              median(saves.subList(count - tenth, count)),
              "among the first",
              median(saves.subList(0, tenth))),
          alternate(
              "list %,d checkpoints".formatted(count),
              round -> seconds(() -> store.directory().checkpoints()),
              "list and stat their folders",
              round -> seconds(() -> stat(store.directory().path())),
              0));
    }
  }

  private static void stat(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.toList()) {
        Files.readAttributes(child, BasicFileAttributes.class);
      }
    }
  }

  private static CheckpointContent small(long step) {
    return content(
        step,
        List.of(
            new CheckpointFile.Text("trainer_state.json", "{\"global_step\": " + step + "}\n"),
            new CheckpointFile.Tensors(
                MODEL, List.of(MemoryTensor.floats("w", Shape.of(1), (float) step)))));
  }

  private Checkpoint saved(String name) throws IOException {
    try (CheckpointStore store = store(name, event -> {})) {
      return store.save(content(1)).orElseThrow();
    }
  }

  private CheckpointStore store(String name, Consumer<StoreEvent> listener) throws IOException {
    return CheckpointStore.open(
        folder.resolve(name),
        new StoreSettings(
            Retention.of(new KeepRule.KeepLast(1)), Optional.empty(), WhenDiskFull.STOP),
        listener);
  }

  /** The first tensor's first value differs each time, so that no file is the last one's. */
  private CheckpointContent content(long step) {
    buffers.get(0).putInt(0, (int) step);
    return content(step, List.of(new CheckpointFile.Tensors(MODEL, tensors)));
  }

  private static CheckpointContent content(long step, List<CheckpointFile> files) {
    return new CheckpointContent(step, 0, Map.of(), false, files, Optional.empty());
  }

  private Figure alternate(String what, Action ours, String beside, Action theirs)
      throws IOException {
    return alternate(what, ours, beside, theirs, bytes);
  }

  private Figure alternate(String what, Action ours, String beside, Action theirs, long moved)
      throws IOException {
    List<Double> left = new ArrayList<>();
    List<Double> right = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      double first = ours.run(round);
      double second = theirs.run(round);
      // The first round warms both up.
      if (round > 0) {
        left.add(first);
        right.add(second);
      }
    }
    return new Figure(what, moved, median(left), beside, median(right));
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** Deletes what was written. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
