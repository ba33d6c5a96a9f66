package dev.cairn.store;

import dev.cairn.store.WatchedDisk.Operation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a poor file system refuses. */
enum Poverty implements WatchedDisk.Watch {
  NONE,
  NO_LOCKS,
  NO_LINKS,
  NO_FORCED_DIRECTORIES,
  NO_RENAMED_DIRECTORIES,
  NONE_OF_THESE;

  @Override
  public void before(Operation operation, Path path) throws IOException {
    if (refuses(operation, path)) {
      throw new FileSystemException(path.toString(), null, "Operation not supported");
    }
  }

  private boolean refuses(Operation operation, Path path) {
    return switch (operation) {
      case LOCK -> is(NO_LOCKS);
      case LINK, HARD_LINK -> is(NO_LINKS);
      case FORCE_DIRECTORY -> is(NO_FORCED_DIRECTORIES);
      case RENAME ->
          is(NO_RENAMED_DIRECTORIES) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      default -> false;
    };
  }

  private boolean is(Poverty lacking) {
    return this == lacking || this == NONE_OF_THESE;
  }
}
