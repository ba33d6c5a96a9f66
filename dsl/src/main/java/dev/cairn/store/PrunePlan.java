package dev.cairn.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules would let go of a run as it is on the disk now. Nothing is changed by making a
 * plan; {@link CheckpointStore#prune} carries it out.
 *
 * @param verdicts one for each checkpoint, oldest first
 */
public record PrunePlan(List<Verdict> verdicts) {

  /**
   * What happens to a checkpoint.
   *
   * @param stays whether it is kept
   * @param why the rules that keep it, what points to it, or why it goes
   */
  public record Verdict(Checkpoint checkpoint, boolean stays, String why) {}

  /** Copies the list. */
  public PrunePlan {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * The plan of a run.
   *
   * @param settings the rules, and what is best
   * @param olderThan if given, what was saved more recently stays, whatever the rules say
   */
  public static PrunePlan of(
      RunDirectory run, StoreSettings settings, Optional<Duration> olderThan, Instant now)
      throws IOException {
    List<Found> found = run.found();
    Marks marks = run.marks();
    Standing standing = new Standing(found, marks, settings, one -> Footprint.of(one.path()));
    RetentionPlan plan = standing.plan(young(found, olderThan, now));
    List<Verdict> verdicts = new ArrayList<>();
    for (Found one : found) {
      boolean stays = !one.valid() || plan.stays(one.step());
      String why = one.valid() ? plan.why(one.step()) : "damaged: no rule counts or deletes it";
      verdicts.add(new Verdict(one.checkpoint(marks), stays, why));
    }
    return new PrunePlan(verdicts);
  }

  /** The checkpoints to delete, oldest first. */
  public List<Checkpoint> victims() {
    return verdicts.stream().filter(verdict -> !verdict.stays()).map(Verdict::checkpoint).toList();
  }

  private static Map<Long, String> young(
      List<Found> found, Optional<Duration> olderThan, Instant now) {
    Map<Long, String> young = new HashMap<>();
    for (Found one : found) {
      olderThan
          .filter(age -> Duration.between(one.saved(), now).compareTo(age) <= 0)
          .ifPresent(age -> young.put(one.step(), "not older than " + Quantity.text(age)));
    }
    return young;
  }
}
