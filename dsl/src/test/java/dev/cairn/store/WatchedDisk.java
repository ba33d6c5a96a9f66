package dev.cairn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The real disk, with someone asked before each operation. Forces are asked for and then left out,
 * for speed: these tests cut no power.
 */
final class WatchedDisk implements Disk {
  private final Disk real = new LocalDisk();
  private final Watch watch;
  private final LongSupplier usableSpace;
  private long written;

  /** May throw instead of letting an operation happen. */
  interface Watch {
    void before(Operation operation, Path path) throws IOException;
  }

  enum Operation {
    CREATE_DIRECTORY,
    CREATE,
    APPEND,
    WRITE,
    FORCE,
    FORCE_DIRECTORY,
    RENAME,
    LINK,
    HARD_LINK,
    DELETE,
    LIST,
    USABLE_SPACE,
    LOCK
  }

  WatchedDisk(Watch watch) {
    this(watch, () -> Long.MAX_VALUE);
  }

  WatchedDisk(Watch watch, LongSupplier usableSpace) {
    this.watch = watch;
    this.usableSpace = usableSpace;
  }

  /** A disk that does everything but force. */
  static WatchedDisk unforced() {
    return new WatchedDisk((operation, path) -> {});
  }

  /** The bytes written so far, to all files. */
  long written() {
    return written;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    watch.before(Operation.CREATE_DIRECTORY, directory);
    real.createDirectory(directory);
  }

  @Override
  public OpenFile create(Path file) throws IOException {
    watch.before(Operation.CREATE, file);
    return new WatchedFile(real.create(file), file);
  }

  @Override
  public OpenFile append(Path file) throws IOException {
    watch.before(Operation.APPEND, file);
    return new WatchedFile(real.append(file), file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    watch.before(Operation.FORCE_DIRECTORY, directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    watch.before(Operation.RENAME, from);
    real.rename(from, to);
  }

  @Override
  public void link(Path link, String target) throws IOException {
    watch.before(Operation.LINK, link);
    real.link(link, target);
  }

  @Override
  public void hardLink(Path link, Path existing) throws IOException {
    watch.before(Operation.HARD_LINK, link);
    real.hardLink(link, existing);
  }

  @Override
  public void delete(Path path) throws IOException {
    watch.before(Operation.DELETE, path);
    real.delete(path);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    watch.before(Operation.LIST, directory);
    return real.list(directory);
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    watch.before(Operation.USABLE_SPACE, directory);
    return usableSpace.getAsLong();
  }

  @Override
  public @Nullable FileLock tryLock(Path file, FileChannel channel, long position)
      throws IOException {
    watch.before(Operation.LOCK, file);
    return real.tryLock(file, channel, position);
  }

  private final class WatchedFile implements OpenFile {
    private final OpenFile open;
    private final Path file;

    private WatchedFile(OpenFile open, Path file) {
      this.open = open;
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      try {
        watch.before(Operation.WRITE, file);
      } catch (IOException | RuntimeException refused) {
        tear(source);
        throw refused;
      }
      written += source.remaining();
      return open.write(source);
    }

    // What was refused may have been written in part.
    private void tear(ByteBuffer source) throws IOException {
      open.write(source.duplicate().limit(source.position() + source.remaining() / 2));
    }

    @Override
    public void force() throws IOException {
      watch.before(Operation.FORCE, file);
    }

    @Override
    public boolean isOpen() {
      return open.isOpen();
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}
