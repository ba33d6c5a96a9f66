package dev.cairn.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Held by a {@link Heartbeat} that a thread renews, where the file system has no locks. Creating
 * the file decides between two who come at once; renaming a dead one away, between two who find it.
 */
final class HeartbeatClaim implements Claim {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Path run;
  private final Path file;
  private final Disk disk;
  private final InstantSource clock;
  private final String token = Layout.uniqueSuffix();
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(HeartbeatClaim::thread);
  private Optional<Heartbeat> predecessor = Optional.empty();
  private Instant lastBeat;
  private @Nullable ScheduledFuture<?> beating;
  private boolean held = true;

  private HeartbeatClaim(Path run, Disk disk, InstantSource clock) {
    this.run = run;
    this.file = run.resolve(Layout.LOCK);
    this.disk = disk;
    this.clock = clock;
    this.lastBeat = clock.instant();
  }

  /**
   * Takes the directory at once or not at all.
   *
   * @throws RunInUseException if another's heartbeat is young, or another was faster
   */
  static HeartbeatClaim take(Path run, Disk disk, InstantSource clock) throws IOException {
    HeartbeatClaim claim = new HeartbeatClaim(run, disk, clock);
    claim.removeDead();
    claim.create();
    claim.start();
    return claim;
  }

  @Override
  public synchronized boolean isHeld() {
    return held;
  }

  @Override
  public synchronized Optional<Heartbeat> predecessor() {
    return predecessor;
  }

  /** A process that slept past its last heartbeat looks whether it was taken for dead. */
  @Override
  public synchronized void requireUndisputed() throws IOException {
    Duration since = Duration.between(lastBeat, clock.instant()).abs();
    if (held && since.compareTo(INTERVAL.multipliedBy(2)) > 0) {
      beat();
    }
  }

  /** Renews the heartbeat, unless someone else's stands there. */
  synchronized void beat() throws IOException {
    Optional<Heartbeat> found = Heartbeat.read(file);
    if (found.isPresent() && !found.get().token().equals(token)) {
      held = false;
      throw new RunInUseException(run, found.get().holder());
    }
    publish(current().toLine());
    lastBeat = clock.instant();
  }

  @Override
  public synchronized void release() throws IOException {
    if (beating != null) {
      beating.cancel(false);
    }
    beats.shutdown();
    if (held) {
      held = false;
      publish("");
    }
  }

  private synchronized void start() {
    long interval = INTERVAL.toSeconds();
    beating =
        beats.scheduleWithFixedDelay(this::beatOrTryAgain, interval, interval, TimeUnit.SECONDS);
  }

  private synchronized void removeDead() throws IOException {
    Optional<Heartbeat> found = Heartbeat.read(file);
    if (found.isPresent() && found.get().isAlive(clock)) {
      throw new RunInUseException(run, found.get().holder());
    }
    predecessor = found;
    Path dead = Layout.unfinished(run);
    try {
      disk.rename(file, dead);
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException noRename) {
      disk.delete(file);
      return;
    }
    // Another may have taken over between the look and the rename.
    if (!Heartbeat.read(dead).equals(found)) {
      disk.rename(dead, file);
      throw inUse();
    }
    disk.delete(dead);
  }

  private void create() throws IOException {
    try {
      disk.createText(file, current().toLine());
    } catch (FileAlreadyExistsException faster) {
      throw inUse();
    }
    if (Heartbeat.read(file).filter(found -> found.token().equals(token)).isEmpty()) {
      throw inUse();
    }
  }

  private RunInUseException inUse() throws IOException {
    return new RunInUseException(
        run,
        Heartbeat.read(file).map(Heartbeat::holder).orElseGet(() -> new Holder(0, "another host")));
  }

  private Heartbeat current() {
    return new Heartbeat(Holder.current(), clock.instant(), token);
  }

  private void publish(String line) throws IOException {
    try {
      disk.replace(file, unfinished -> disk.createText(unfinished, line));
    } catch (IOException noRename) {
      if (Files.exists(file)) {
        disk.delete(file);
      }
      disk.createText(file, line);
    }
  }

  private void beatOrTryAgain() {
    try {
      beat();
    } catch (IOException nextTime) {
      return;
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "cairn-heartbeat");
    thread.setDaemon(true);
    return thread;
  }
}
