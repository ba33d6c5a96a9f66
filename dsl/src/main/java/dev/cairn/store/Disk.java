package dev.cairn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every operation by which the store changes what is on disk, so that a test can stand in for the
 * disk and stop, fail or forget at each of them. What is read is read directly.
 */
interface Disk {
  /** The piece in which a file is copied, in bytes. */
  int COPIED_AT_ONCE = 1 << 20;

  /** A file being written; each write takes all the bytes it is given. */
  interface OpenFile extends WritableByteChannel {
    /** Returns when the bytes written so far would survive a power cut. */
    void force() throws IOException;
  }

  /** Creates a directory; its parent exists, it does not. */
  void createDirectory(Path directory) throws IOException;

  /** Creates a file that does not exist yet. */
  OpenFile create(Path file) throws IOException;

  /** Opens a file to write at its end, and creates it if it does not exist. */
  OpenFile append(Path file) throws IOException;

  /** Returns when the names in the directory would survive a power cut. */
  void forceDirectory(Path directory) throws IOException;

  /** Renames atomically; an existing file or link at {@code to} is replaced. */
  void rename(Path from, Path to) throws IOException;

  /** Creates a symbolic link to a name in the link's own directory. */
  void link(Path link, String target) throws IOException;

  /**
   * Gives a file a second name in the same file system; its bytes are shared.
   *
   * @throws UnsupportedOperationException if the file system has no hard links
   */
  void hardLink(Path link, Path existing) throws IOException;

  /** Deletes a file, a link or an empty directory. */
  void delete(Path path) throws IOException;

  /** What lies in the directory. */
  List<Path> list(Path directory) throws IOException;

  /** The bytes that this process may still write where {@code directory} lies. */
  long usableSpace(Path directory) throws IOException;

  /** Whether a directory can be renamed, so that it appears and goes in one instant. */
  default boolean renamesDirectories() {
    return true;
  }

  /**
   * Locks a byte of an open file against other processes.
   *
   * @return the lock; null if another process holds it
   * @throws IOException if the file system has no locks
   * @throws UnsupportedOperationException if the file system has no locks
   */
  default @Nullable FileLock tryLock(Path file, FileChannel channel, long position)
      throws IOException {
    return channel.tryLock(position, 1, false);
  }

  /**
   * Copies a file and forces the copy.
   *
   * @throws UnreadableFileException if the file cannot be read to its end
   */
  default void copy(Path file, Path copy) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(COPIED_AT_ONCE);
    try (FileChannel from = FileChannel.open(file);
        OpenFile to = create(copy)) {
      while (readSome(file, from, chunk)) {
        to.write(chunk);
      }
      to.force();
    }
  }

  private static boolean readSome(Path file, FileChannel from, ByteBuffer chunk)
      throws UnreadableFileException {
    try {
      boolean more = from.read(chunk.clear()) >= 0;
      chunk.flip();
      return more;
    } catch (IOException badSector) {
      throw new UnreadableFileException(file, badSector);
    }
  }

  /**
   * What can be done in a directory.
   *
   * @throws CheckpointFailedException if files cannot even be created and forced there
   */
  default Abilities abilities(Path directory) throws CheckpointFailedException {
    return Abilities.probe(directory, this);
  }

  /** Deletes a directory with everything in it, following no link. */
  default void deleteTree(Path path) throws IOException {
    if (Layout.isDirectory(path)) {
      for (Path child : list(path)) {
        deleteTree(child);
      }
    }
    delete(path);
  }

  /**
   * Makes the names of a directory and of all above it durable, as far as that is possible: a
   * killed process may have created them, and had no time to force them.
   */
  default void forceNames(Path directory) {
    Path above = directory.toAbsolutePath().getParent();
    try {
      for (; above != null; above = above.getParent()) {
        forceDirectory(above);
      }
    } catch (IOException impossible) {
      return;
    }
  }

  /** Creates a file that holds this text, and forces it. */
  default void createText(Path file, String text) throws IOException {
    try (OpenFile open = create(file)) {
      open.write(StandardCharsets.UTF_8.encode(text));
      open.force();
    }
  }

  /** Makes something at the path it is given. */
  interface Draft {
    void make(Path path) throws IOException;
  }

  /** Replaces a file or link by one rename; leaves nothing beside it when that fails. */
  default void replace(Path target, Draft draft) throws IOException {
    Path unfinished = Layout.unfinished(target.resolveSibling(""));
    try {
      draft.make(unfinished);
      rename(unfinished, target);
    } catch (IOException failure) {
      deleteIfThere(unfinished);
      throw failure;
    }
  }

  /** Deletes what a failed operation left; what cannot be deleted is swept away later. */
  default void deleteIfThere(Path path) {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        deleteTree(path);
      }
    } catch (IOException sweptWhenTheStoreIsOpenedNext) {
      return;
    }
  }
}
