package dev.cairn.share;

import dev.cairn.share.ShareException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether there is room for something at a path. */
final class Room {
  private Room() {}

  /** Refuses a file or a link that is there, unless it is to be replaced. */
  static void requireForFile(Path target, boolean replace) throws IOException {
    boolean taken = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (taken && !(replace && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS))) {
      throw inTheWay(target, "is there already; --force replaces a file");
    }
  }

  /**
   * Refuses a directory that is not empty, unless it is to be replaced and is an exported model:
   * nothing else is ever deleted.
   */
  static void requireForModel(Path target, boolean replace) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw inTheWay(target, "is there already and no directory; name another directory");
    }
    List<Path> children = children(target);
    if (children.isEmpty()) {
      return;
    }
    if (!replace) {
      throw inTheWay(target, "is not empty; name another directory, or replace it by --force");
    }
    if (!children.stream().allMatch(Room::isOfAModel)
        || children.stream().noneMatch(Room::isModel)) {
      throw inTheWay(target, "is no exported model and is not replaced; name another directory");
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static boolean isOfAModel(Path child) {
    return Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)
        && !FileNames.of(child).startsWith(".");
  }

  private static boolean isModel(Path child) {
    return FileNames.isTensors(FileNames.of(child));
  }

  static ShareException inTheWay(Path target, String what) {
    return ShareException.in(target, Fault.IN_THE_WAY, what);
  }
}
