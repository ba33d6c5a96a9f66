package dev.cairn.store;

import dev.cairn.store.DiskChange.Force;
import dev.cairn.store.DiskChange.Rename;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * A run as it was recorded.
 *
 * @param settings of the store
 * @param empty the tree in which it began
 * @param begin the number of changes before which the power is not cut
 * @param oneIn of the states at a moment, beyond the plainest, one in so many is looked at
 * @param expectations by the number of changes after which they hold
 */
record CrashTrace(
    StoreSettings settings,
    DiskTree empty,
    List<DiskChange> changes,
    int begin,
    int oneIn,
    NavigableMap<Integer, CrashExpectation> expectations) {

  /** Keeps the numbers of the changes behind it. */
  private static final DiskChange NOTHING =
      new DiskChange.Write(
          new DiskChange.Node(-1, DiskChange.Node.Kind.FILE, ""), 0, ByteBuffer.allocate(0));

  /** The kinds of forces in it. */
  Set<String> forces() {
    Set<String> kinds = new TreeSet<>();
    for (DiskChange change : changes) {
      if (change instanceof Force force) {
        kinds.add(force.kind());
      }
    }
    return kinds;
  }

  /** The same run on a disk that leaves these forces out. */
  CrashTrace without(String kind) {
    List<DiskChange> mutated = new ArrayList<>(changes);
    mutated.replaceAll(change -> isForce(change, kind) ? NOTHING : change);
    return with(mutated);
  }

  /** The same run on a disk that renames what is unfinished first, and forces it thereafter. */
  CrashTrace renamedBefore(String kind) {
    List<DiskChange> mutated = new ArrayList<>(changes);
    for (int i = changes.size() - 1; i >= 0; i--) {
      int renamed = nextRenameOfUnfinished(i);
      if (isForce(changes.get(i), kind) && renamed >= 0) {
        Collections.rotate(mutated.subList(i, renamed + 1), -1);
      }
    }
    return with(mutated);
  }

  private int nextRenameOfUnfinished(int from) {
    for (int i = from; i < changes.size(); i++) {
      if (changes.get(i) instanceof Rename rename && Layout.isUnfinished(Path.of(rename.name()))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isForce(DiskChange change, String kind) {
    return change instanceof Force force && force.kind().equals(kind);
  }

  private CrashTrace with(List<DiskChange> mutated) {
    return new CrashTrace(settings, empty, List.copyOf(mutated), begin, oneIn, expectations);
  }
}
