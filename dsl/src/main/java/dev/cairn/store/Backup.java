package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link Mirror} up with its run, on a thread of its own that holds up neither training nor
 * a save. Whatever goes wrong with it is reported, once until it succeeds again, and ends nothing.
 */
final class Backup implements AutoCloseable {
  private final RunDirectory run;
  private final Path directory;
  private final Disk disk;
  private final InstantSource clock;
  private final History history;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Backup::thread);
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Queue<StoreEvent> unreported = new ConcurrentLinkedQueue<>();
  private @Nullable Mirror mirror;
  private @Nullable String failure;

  Backup(RunDirectory run, Path directory, Disk disk, InstantSource clock, History history) {
    this.run = run;
    this.directory = directory;
    this.disk = disk;
    this.clock = clock;
    this.history = history;
  }

  /** Says so if it lies on the disk of the run, where one loss takes both. */
  void warnOfSameDisk(Consumer<? super StoreEvent> listener) {
    if (isOnDiskOfRun()) {
      listener.accept(new StoreEvent.BackupOnSameDisk(directory));
    }
  }

  private boolean isOnDiskOfRun() {
    try {
      Path there = directory.toAbsolutePath();
      while (!Files.exists(there)) {
        there = Objects.requireNonNull(there.getParent());
      }
      return Files.getFileStore(there).equals(Files.getFileStore(run.path()));
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Asks the thread to bring the mirror up to date; returns at once. */
  void request() {
    if (asked.compareAndSet(false, true)) {
      thread.execute(this::update);
    }
  }

  /** Hands over what happened since the last call, on the thread of the caller. */
  void report(Consumer<? super StoreEvent> listener) {
    for (StoreEvent event = unreported.poll(); event != null; event = unreported.poll()) {
      listener.accept(event);
    }
  }

  /** See {@link Mirror#restore}; a mirror that cannot be read is a warning and holds nothing. */
  synchronized List<Path> restore(
      long newestStep, Landing into, Consumer<? super StoreEvent> listener) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try {
      return mirror().restore(newestStep, into, listener);
    } catch (IOException unreadable) {
      failed(unreadable);
      report(listener);
      return List.of();
    }
  }

  /** Returns when all that was asked for is done. The thread is not interrupted. */
  @Override
  public void close() throws IOException {
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (mirror != null) {
        mirror.close();
      }
    }
  }

  private synchronized void update() {
    asked.set(false);
    try {
      Mirror open = mirror();
      for (Found found : open.missing()) {
        copy(found, open);
      }
      open.follow();
      failure = null;
    } catch (IOException | RuntimeException unexpected) {
      failed(unexpected);
    }
  }

  private void copy(Found found, Mirror open) throws IOException {
    long start = System.nanoTime();
    try {
      open.copy(found);
    } catch (IOException failed) {
      // The rules may have let it go meanwhile; the save that did so asks for another round.
      if (Layout.isDirectory(found.path())) {
        throw failed;
      }
      return;
    }
    history.append(History.BACKED_UP, Map.of("step", found.step()));
    unreported.add(
        new StoreEvent.BackedUp(
            found.path(), directory, Duration.ofNanos(System.nanoTime() - start)));
  }

  private Mirror mirror() throws IOException {
    Mirror open = mirror;
    if (open == null) {
      open = Mirror.open(run, directory, disk, clock);
      mirror = open;
    }
    return open;
  }

  private void failed(Exception exception) {
    String reason =
        exception instanceof IOException io ? IoReason.of(io) : String.valueOf(exception);
    if (!reason.equals(failure)) {
      failure = reason;
      unreported.add(new StoreEvent.BackupFailed(directory, reason));
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "cairn-backup");
    thread.setDaemon(true);
    return thread;
  }
}
