package dev.cairn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The right to write in a run directory: a lock on {@code run.lock}, which names its holder. The
 * operating system releases it when the process ends, however it ends. On a file system without
 * locks, a heartbeat in that file.
 */
final class RunLock implements AutoCloseable {
  /** The last byte a file can have, so that the text stays readable where locks are mandatory. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  // POSIX releases a process's locks on a file when it closes any descriptor of that file. So a
  // channel that met a lock of this process stays open.
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final Path key;
  private final Claim claim;

  private RunLock(Path key, Claim claim) {
    this.key = key;
    this.claim = claim;
  }

  /**
   * Creates the directory if need be, and takes its lock at once or not at all.
   *
   * @throws RunInUseException if another store holds it
   * @throws CheckpointFailedException if the directory cannot be written
   */
  static RunLock acquire(Path run, Disk disk, InstantSource clock) throws IOException {
    try {
      createDirectories(run, disk);
      if (Files.notExists(run.resolve(Layout.HISTORY))) {
        // Whether directories can be forced is found out, and said, once the lock is held.
        disk.forceNames(run);
      }
      return acquireIn(run, disk, clock);
    } catch (RunInUseException inUse) {
      throw inUse;
    } catch (IOException failure) {
      throw new CheckpointFailedException(
          "%s cannot be written (%s); name another directory for the run"
              .formatted(run, IoReason.of(failure)),
          failure);
    }
  }

  private static RunLock acquireIn(Path run, Disk disk, InstantSource clock) throws IOException {
    Path key = run.toRealPath();
    if (!HELD_HERE.add(key)) {
      throw new RunInUseException(run, Holder.current());
    }
    try {
      return new RunLock(key, claim(run, disk, clock));
    } catch (IOException | RuntimeException failure) {
      HELD_HERE.remove(key);
      throw failure;
    }
  }

  private static void createDirectories(Path directory, Disk disk) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent, disk);
      createDirectory(directory, disk);
    }
  }

  // Another process may create the directory of all runs at the same time.
  private static void createDirectory(Path directory, Disk disk) throws IOException {
    try {
      disk.createDirectory(directory);
    } catch (FileAlreadyExistsException existing) {
      if (!Files.isDirectory(directory)) {
        throw existing;
      }
    }
  }

  /**
   * Who holds a run directory, told from its lock file without touching the lock. The name that a
   * killed process left is told from a living one by the process table.
   */
  static Optional<Holder> holderOf(Path run, InstantSource clock) throws IOException {
    Path file = run.resolve(Layout.LOCK);
    try {
      Optional<Heartbeat> heartbeat = Heartbeat.read(file);
      if (heartbeat.isPresent()) {
        return heartbeat.filter(beat -> beat.isAlive(clock)).map(Heartbeat::holder);
      }
      Instant taken = Files.getLastModifiedTime(file).toInstant();
      return Holder.parse(Files.readString(file)).filter(holder -> holder.mayLive(taken));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** Whether this still is the holder. */
  boolean isHeld() {
    return claim.isHeld();
  }

  /** Whether the operating system guards it, not only a heartbeat. */
  boolean isLocked() {
    return claim instanceof LockClaim;
  }

  /** The dead holder whose heartbeat was taken over. */
  Optional<Heartbeat> predecessor() {
    return claim.predecessor();
  }

  /**
   * Refuses to go on if someone else took the directory meanwhile.
   *
   * @throws RunInUseException naming who
   */
  void requireUndisputed() throws IOException {
    claim.requireUndisputed();
  }

  @Override
  public void close() throws IOException {
    if (HELD_HERE.remove(key)) {
      claim.release();
    }
  }

  private static Claim claim(Path run, Disk disk, InstantSource clock) throws IOException {
    Path file = run.resolve(Layout.LOCK);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      takeOrRefuse(channel, run, disk);
      return new LockClaim(channel);
    } catch (OverlappingFileLockException heldByThisProcess) {
      NEVER_CLOSED.add(channel);
      throw new RunInUseException(run, Holder.current());
    } catch (UnsupportedOperationException noLocksHere) {
      channel.close();
      return HeartbeatClaim.take(run, disk, clock);
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  private static void takeOrRefuse(FileChannel channel, Path run, Disk disk) throws IOException {
    if (tryLock(channel, run, disk) == null) {
      throw new RunInUseException(run, holder(run.resolve(Layout.LOCK)));
    }
    channel.truncate(0);
    channel.write(StandardCharsets.UTF_8.encode(Holder.current().toLine()));
  }

  // No file system says that it has no locks in other words than that locking failed.
  private static @Nullable FileLock tryLock(FileChannel channel, Path run, Disk disk) {
    try {
      return disk.tryLock(run.resolve(Layout.LOCK), channel, LOCKED_BYTE);
    } catch (IOException noLocksHere) {
      throw new UnsupportedOperationException(noLocksHere);
    }
  }

  private static Holder holder(Path file) throws IOException {
    String line = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return Holder.parse(line).orElseGet(() -> new Holder(0, "an unknown host"));
  }
}
