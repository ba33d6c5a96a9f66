package dev.cairn.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** What a poor file system refuses. */
enum Poverty implements WatchedDisk.Watch {
  NONE,
  NO_LOCKS(WatchedDisk.Operation.LOCK),
  NO_LINKS(WatchedDisk.Operation.LINK, WatchedDisk.Operation.HARD_LINK),
  NO_FORCED_DIRECTORIES(WatchedDisk.Operation.FORCE_DIRECTORY),
  NO_RENAMED_DIRECTORIES {
    @Override
    boolean refuses(WatchedDisk.Operation operation, Path path) {
      return operation == WatchedDisk.Operation.RENAME
          && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
  },
  NONE_OF_THESE {
    @Override
    boolean refuses(WatchedDisk.Operation operation, Path path) {
      return NO_LOCKS.refuses(operation, path)
          || NO_LINKS.refuses(operation, path)
          || NO_FORCED_DIRECTORIES.refuses(operation, path)
          || NO_RENAMED_DIRECTORIES.refuses(operation, path);
    }
  };

  private final Set<WatchedDisk.Operation> refused;

  Poverty(WatchedDisk.Operation... refused) {
    this.refused = Set.of(refused);
  }

  boolean refuses(WatchedDisk.Operation operation, Path path) {
    return refused.contains(operation);
  }

  @Override
  public void before(WatchedDisk.Operation operation, Path path) throws IOException {
    if (refuses(operation, path)) {
      throw new FileSystemException(path.toString(), null, "Operation not supported");
    }
  }
}
