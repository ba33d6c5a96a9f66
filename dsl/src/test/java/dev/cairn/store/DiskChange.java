package dev.cairn.store;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * One change to a disk, as a power cut sees it. Names lie in directories and bytes in files; each
 * change may be lost until the node that it changed was forced.
 */
sealed interface DiskChange {

  /** What a name stands for, whatever its name. */
  record Node(int number, Kind kind, String target) {
    enum Kind {
      DIRECTORY,
      FILE,
      LINK
    }

    boolean isDirectory() {
      return kind == Kind.DIRECTORY;
    }
  }

  /** A name appears. */
  record Add(Node directory, String name, Node node) implements DiskChange {}

  /** A name goes. */
  record Remove(Node directory, String name) implements DiskChange {}

  /** A name moves, at once or not at all. */
  record Rename(Node from, String name, Node to, String newName) implements DiskChange {}

  /** Bytes reach a file. */
  record Write(Node file, int offset, ByteBuffer bytes) implements DiskChange {}

  /**
   * What was changed in a file or directory until now is durable.
   *
   * @param kind tells one place in the code, and one kind of file, from another
   */
  record Force(Node node, String kind) implements DiskChange {}

  /** The files and directories that must be forced before this change is durable. */
  default Set<Node> changed() {
    if (this instanceof Rename rename) {
      return rename.from.equals(rename.to) ? Set.of(rename.to) : Set.of(rename.from, rename.to);
    }
    if (this instanceof Add add) {
      return Set.of(add.directory);
    }
    if (this instanceof Remove remove) {
      return Set.of(remove.directory);
    }
    return this instanceof Write write ? Set.of(write.file) : Set.of();
  }
}
