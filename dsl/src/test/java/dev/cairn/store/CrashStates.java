package dev.cairn.store;

import dev.cairn.store.DiskChange.Force;
import dev.cairn.store.DiskTree.Survival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The states in which a power cut may leave a disk: after each change, with what was forced there,
 * and of the rest all, nothing, or a part.
 *
 * <p>A file's bytes are durable once the file was forced, a name once its directory was; a rename
 * from one directory to another once both were. A rename happens whole or not at all. What was not
 * forced may survive in any order, and bytes in part.
 */
final class CrashStates {
  private static final Set<Survival> TORN =
      EnumSet.of(Survival.HALF, Survival.SECTOR, Survival.ZEROED);
  private static final int PAIRED = 10;
  private static final int RANDOM_PARTS = 20;

  private final CrashTrace trace;
  private final int[] durableAfter;

  /** Takes a state; returns whether to go on. */
  interface Visitor {
    boolean visit(DiskTree state, CrashExpectation expectation, Supplier<String> description);
  }

  CrashStates(CrashTrace trace) {
    this.trace = trace;
    this.durableAfter = durableAfter(trace.changes());
  }

  private static int[] durableAfter(List<DiskChange> changes) {
    int[] durable = new int[changes.size()];
    for (int i = 0; i < durable.length; i++) {
      durable[i] = durableAfter(changes, i);
    }
    return durable;
  }

  private static int durableAfter(List<DiskChange> changes, int index) {
    Set<DiskChange.Node> open = new HashSet<>(changes.get(index).changed());
    for (int later = index + 1; later < changes.size() && !open.isEmpty(); later++) {
      if (changes.get(later) instanceof Force force
          && open.remove(force.node())
          && open.isEmpty()) {
        return later + 1;
      }
    }
    return open.isEmpty() ? index : Integer.MAX_VALUE;
  }

  /** Visits states, most of them once, until the visitor has enough. */
  void visit(Visitor visitor) {
    DiskTree base = new DiskTree(trace.empty());
    int begin = 0;
    for (int end = 0; end <= trace.changes().size(); end++) {
      for (; begin < end && durableAfter[begin] <= end; begin++) {
        base.apply(trace.changes().get(begin), Survival.WHOLE);
      }
      if (end >= trace.begin() && !visit(base, begin, end, visitor)) {
        return;
      }
    }
  }

  private boolean visit(DiskTree base, int begin, int end, Visitor visitor) {
    CrashExpectation expectation = trace.expectations().floorEntry(end).getValue();
    List<Integer> pending = new ArrayList<>();
    for (int i = begin; i < end; i++) {
      if (durableAfter[i] > end) {
        pending.add(i);
      }
    }
    for (Survival[] part : parts(pending, end)) {
      DiskTree state = new DiskTree(base);
      for (int i = begin; i < end; i++) {
        int place = pending.indexOf(i);
        state.apply(trace.changes().get(i), place < 0 ? Survival.WHOLE : part[place]);
      }
      Supplier<String> description = () -> describe(end, pending, part);
      if (!visitor.visit(state, expectation, description)
          || (state.isOrderedByChance()
              && !visitor.visit(state.mirrored(), expectation, description))) {
        return false;
      }
    }
    return true;
  }

  private List<Survival[]> parts(List<Integer> pending, int end) {
    int count = pending.size();
    List<Survival[]> parts = new ArrayList<>();
    parts.add(all(count, Survival.WHOLE));
    parts.add(all(count, Survival.LOST));
    for (int i = 0; i < count; i++) {
      parts.add(with(all(count, Survival.WHOLE), i, Survival.LOST));
    }
    List<Survival[]> others = others(pending, end);
    for (int i = end % trace.oneIn(); i < others.size(); i += trace.oneIn()) {
      parts.add(others.get(i));
    }
    return parts;
  }

  private List<Survival[]> others(List<Integer> pending, int end) {
    int count = pending.size();
    List<Survival[]> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(with(all(count, Survival.LOST), i, Survival.WHOLE));
      parts.add(firstOnly(count, i));
    }
    addData(pending, parts);
    addPairs(count, parts);
    addRandom(pending, end, parts);
    return parts;
  }

  /** Names without their bytes, bytes in part. */
  private void addData(List<Integer> pending, List<Survival[]> parts) {
    int count = pending.size();
    Survival[] nameless = all(count, Survival.WHOLE);
    Survival[] empty = all(count, Survival.WHOLE);
    Survival[] zeroed = all(count, Survival.WHOLE);
    for (int i = 0; i < count; i++) {
      if (isData(pending.get(i))) {
        empty[i] = Survival.LOST;
        zeroed[i] = Survival.ZEROED;
        for (Survival torn : TORN) {
          parts.add(with(all(count, Survival.WHOLE), i, torn));
          parts.add(with(firstOnly(count, i), i, torn));
        }
      } else {
        nameless[i] = Survival.LOST;
      }
    }
    parts.addAll(List.of(nameless, empty, zeroed));
  }

  private static void addPairs(int count, List<Survival[]> parts) {
    int from = Math.max(0, count - PAIRED);
    for (int i = from; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        parts.add(with(with(all(count, Survival.WHOLE), i, Survival.LOST), j, Survival.LOST));
        parts.add(with(with(all(count, Survival.LOST), i, Survival.WHOLE), j, Survival.WHOLE));
      }
    }
  }

  private void addRandom(List<Integer> pending, int seed, List<Survival[]> parts) {
    Random random = new Random(seed);
    for (int n = 0; n < RANDOM_PARTS && pending.size() > 2; n++) {
      Survival[] part = all(pending.size(), Survival.WHOLE);
      for (int i = 0; i < part.length; i++) {
        Survival[] choices =
            isData(pending.get(i))
                ? Survival.values()
                : new Survival[] {Survival.WHOLE, Survival.LOST};
        part[i] = choices[random.nextInt(choices.length)];
      }
      parts.add(part);
    }
  }

  private boolean isData(int index) {
    return trace.changes().get(index) instanceof DiskChange.Write;
  }

  private static Survival[] all(int count, Survival survival) {
    Survival[] part = new Survival[count];
    Arrays.fill(part, survival);
    return part;
  }

  private static Survival[] with(Survival[] part, int index, Survival survival) {
    part[index] = survival;
    return part;
  }

  private static Survival[] firstOnly(int count, int last) {
    Survival[] part = all(count, Survival.LOST);
    Arrays.fill(part, 0, last + 1, Survival.WHOLE);
    return part;
  }

  private String describe(int end, List<Integer> pending, Survival[] part) {
    StringBuilder text = new StringBuilder("after change " + end + ", not forced:");
    for (int i = 0; i < part.length; i++) {
      text.append('\n').append(part[i]).append(' ').append(trace.changes().get(pending.get(i)));
    }
    return text.toString();
  }
}
