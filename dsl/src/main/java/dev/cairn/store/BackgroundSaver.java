package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Saves in the background: the caller waits only while its tensors are copied; checksums, writing
 * and committing are done by one thread of its own, which nobody interrupts. Two saves never
 * overlap. What is written are the values at the time of the call, never later ones.
 *
 * <p>A state larger than the memory set aside is written while the caller waits. A save that fails
 * in the background throws at the next call, or at {@link #finish}.
 *
 * <p>To be used by one thread; events of the background come on its own thread.
 */
public final class BackgroundSaver implements AutoCloseable {
  private final CheckpointStore store;
  private final WhenBusy whenBusy;
  private final long memoryLimit;
  private final Consumer<? super StoreEvent> listener;
  // No daemon, and gone when idle: a program that ends without closing ends, its save durable.
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          0,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> new Thread(task, "checkpoint-saver"));

  private @Nullable SnapshotMemory memory;
  private @Nullable CompletableFuture<Void> underway;

  /**
   * @param memoryLimit how many bytes may be set aside for copies; 0 saves in the foreground
   * @param listener is told what {@code store}'s own listener is not: that a save is skipped, and
   *     for how long training was held up
   */
  public BackgroundSaver(
      CheckpointStore store,
      WhenBusy whenBusy,
      long memoryLimit,
      Consumer<? super StoreEvent> listener) {
    this.store = store;
    this.whenBusy = whenBusy;
    this.memoryLimit = memoryLimit;
    this.listener = listener;
  }

  /**
   * Sets aside the memory that a save of these files takes, so that the first save is as quick as
   * the others.
   */
  public void prepare(List<CheckpointFile> files) {
    long bytes = CheckpointFile.tensorBytes(files);
    if (memoryLimit > 0 && bytes > memoryLimit) {
      listener.accept(new StoreEvent.TooLargeToCopy(bytes, memoryLimit));
    } else if (memoryLimit > 0) {
      allocate(bytes);
    }
  }

  /**
   * Whether a save of this step may be made now; to be asked before its content is put together.
   * Waits for the save under way, or says that this one is skipped.
   *
   * @throws IOException why the save before this one failed
   */
  public boolean ready(long step) throws IOException {
    Path target = target(step);
    CompletableFuture<Void> before = underway;
    if (before != null && !before.isDone() && whenBusy == WhenBusy.SKIP) {
      listener.accept(new StoreEvent.SaveSkipped(target));
      return false;
    }
    long start = System.nanoTime();
    if (before != null && !before.isDone()) {
      listener.accept(new StoreEvent.Waiting(target));
    }
    finish();
    if (before != null) {
      held(target, start);
    }
    return true;
  }

  /**
   * Saves as {@link CheckpointStore#save} does; returns as soon as the content is copied.
   *
   * @throws IOException if a save before this one failed, or a tensor cannot be read
   */
  public void save(CheckpointContent content) throws IOException {
    finish();
    Path target = target(content.step());
    long start = System.nanoTime();
    Optional<CheckpointContent> copy = copy(content);
    if (copy.isPresent()) {
      underway = CompletableFuture.runAsync(() -> write(copy.get()), thread);
    } else {
      store.save(content);
    }
    held(target, start);
  }

  /**
   * Says without waiting whether the last save failed.
   *
   * @throws IOException why it failed
   */
  public void check() throws IOException {
    if (underway != null && underway.isDone()) {
      finish();
    }
  }

  /**
   * Waits until what was saved is durable.
   *
   * @throws IOException why it failed
   */
  public void finish() throws IOException {
    CompletableFuture<Void> last = underway;
    underway = null;
    if (last == null) {
      return;
    }
    try {
      last.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof WriteFailure write) {
        throw write.reason;
      }
      if (failure.getCause() instanceof RuntimeException bug) {
        throw bug;
      }
      throw failure;
    }
  }

  /** Finishes what is under way. */
  @Override
  public void close() throws IOException {
    try {
      finish();
    } finally {
      thread.shutdown();
    }
  }

  private Path target(long step) {
    return store.directory().path().resolve(Layout.checkpointName(step));
  }

  private void held(Path target, long start) {
    listener.accept(new StoreEvent.Held(target, Duration.ofNanos(System.nanoTime() - start)));
  }

  private Optional<CheckpointContent> copy(CheckpointContent content) throws IOException {
    long bytes = CheckpointFile.tensorBytes(content.files());
    if (bytes > memoryLimit) {
      return Optional.empty();
    }
    if (memory == null || memory.capacity() < bytes) {
      allocate(bytes);
    }
    SnapshotMemory copies = memory;
    if (copies == null) {
      return Optional.empty();
    }
    copies.clear();
    List<CheckpointFile> files = new ArrayList<>();
    for (CheckpointFile file : content.files()) {
      files.add(file.copiedBy(copies));
    }
    return Optional.of(content.withFiles(files));
  }

  private void allocate(long bytes) {
    memory = null;
    try {
      memory = new SnapshotMemory(bytes);
      listener.accept(new StoreEvent.SetAside(bytes));
    } catch (OutOfMemoryError limit) {
      listener.accept(new StoreEvent.TooLargeToCopy(bytes, Runtime.getRuntime().maxMemory()));
    }
  }

  private void write(CheckpointContent content) {
    try {
      store.save(content);
    } catch (IOException failure) {
      throw new WriteFailure(failure);
    }
  }

  private static final class WriteFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    private WriteFailure(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
