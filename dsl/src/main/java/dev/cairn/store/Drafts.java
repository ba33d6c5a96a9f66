package dev.cairn.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hidden names under which something is made beside its target, told apart by process and
 * target: so what killed processes left can be cleared away, and what others are at work on is not.
 */
final class Drafts {
  private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

  private Drafts() {}

  /** A name that nothing else has, until {@link #end}. */
  static Path begin(Path target) {
    Path draft = Layout.unfinishedFor(target);
    UNDER_WAY.add(draft);
    return draft;
  }

  /** Deletes what is still there under the name. */
  static void end(Path draft, Disk disk) {
    try {
      disk.deleteIfThere(draft);
    } finally {
      UNDER_WAY.remove(draft);
    }
  }

  /** Clears away what killed processes made for the same target. */
  static void deleteAbandoned(Path target, Disk disk) throws IOException {
    for (Path beside : disk.list(target.resolveSibling(""))) {
      OptionalLong process = Layout.unfinishedBy(beside, target);
      if (process.isPresent() && !UNDER_WAY.contains(beside) && !lives(process.getAsLong())) {
        disk.deleteIfThere(beside);
      }
    }
  }

  /** Whether another process is at work; this one knows its own drafts. */
  private static boolean lives(long process) {
    return process != ProcessHandle.current().pid() && ProcessHandle.of(process).isPresent();
  }
}
