package dev.cairn.store;

import java.util.List;
import java.util.Set;

/**
 * Which checkpoints are kept: the union of the rules, always with the latest, the best and the
 * pinned ones. Where that is more than {@code maxCheckpoints} or {@code maxBytes}, the oldest of
 * the rest go. Damaged checkpoints fill no place and are never deleted by a rule.
 *
 * @param rules the reasons to keep a checkpoint; none at all keeps everything
 * @param maxCheckpoints the limit on what the rules keep, 0 for none
 * @param maxBytes the limit on the disk space of what the rules keep, 0 for none; a file that
 *     several checkpoints share by hard links counts once
 */
public record Retention(Set<KeepRule> rules, int maxCheckpoints, long maxBytes) {

  public Retention {
    rules = rules.isEmpty() ? Set.of(new KeepRule.KeepAll()) : Set.copyOf(rules);
    if (maxCheckpoints < 0) {
      throw new IllegalArgumentException(
          "maxCheckpoints(" + maxCheckpoints + ") is negative; give 0 to keep all");
    }
    if (maxBytes < 0) {
      throw new IllegalArgumentException(
          "maxBytes(" + maxBytes + ") is negative; give 0 to keep all");
    }
  }

  /** Rules without a limit on disk space. */
  public Retention(Set<KeepRule> rules, int maxCheckpoints) {
    this(rules, maxCheckpoints, 0);
  }

  /** The union of {@code rules}, without a limit. */
  public static Retention of(KeepRule... rules) {
    return new Retention(Set.copyOf(List.of(rules)), 0);
  }
}
