package dev.cairn.display;

import dev.cairn.store.Checkpoint;
import dev.cairn.store.StoreEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What happens to the checkpoints of a run, in the words that users of other trainers know. */
final class StoreNarration {

  private static final Duration SLOW_SAVE = Duration.ofSeconds(2);

  /** The step of the last evaluation, whose own line said whether it is the best. */
  private long evaluatedStep = -1;

  private Duration heldUp = Duration.ZERO;

  void evaluatedAt(long step) {
    evaluatedStep = step;
  }

  /** The lines that an event is worth. */
  List<Line> lines(StoreEvent event) {
    if (event instanceof StoreEvent.Saving saving) {
      return List.of(Line.plain("Saving model checkpoint to " + saving.path()));
    }
    if (event instanceof StoreEvent.Deleting deleting) {
      return List.of(Line.plain("Deleting older checkpoint [" + deleting.path() + "]"));
    }
    if (event instanceof StoreEvent.Saved saved) {
      return saved.duration().compareTo(SLOW_SAVE) < 0 ? List.of() : List.of(slowlySaved(saved));
    }
    if (event instanceof StoreEvent.NewBest best) {
      return best.checkpoint().step() == evaluatedStep ? List.of() : List.of(newBest(best));
    }
    if (event instanceof StoreEvent.Skipped skipped) {
      return List.of(
          warning("passing over " + skipped.path() + ", which is damaged: " + skipped.reason()));
    }
    if (event instanceof StoreEvent.SaveFailed failed) {
      return List.of(
          warning(
              "%s was not written (%s); training goes on without it"
                  .formatted(failed.path(), failed.reason())));
    }
    if (event instanceof StoreEvent.BackupFailed failed) {
      return List.of(
          warning(
              "the backup in %s is not up to date (%s); training goes on without it"
                  .formatted(failed.directory(), failed.reason())));
    }
    if (event instanceof StoreEvent.PoorFileSystem poor) {
      return List.of(
          Line.warning(
              "Note: the file system of %s has %s".formatted(poor.directory(), poor.lacking())));
    }
    if (event instanceof StoreEvent.TakenOver dead) {
      return List.of(
          warning(
              "taking over %s from process %d on %s, which gave no sign of life since %s"
                  .formatted(dead.directory(), dead.pid(), dead.host(), dead.heartbeat())));
    }
    if (event instanceof StoreEvent.Restored restored) {
      return List.of(
          Line.plain(
              "Restored %s from the backup in %s"
                  .formatted(restored.checkpoint(), restored.directory())));
    }
    if (event instanceof StoreEvent.BackupOnSameDisk same) {
      return List.of(
          warning(
              "the backup in %s is on the run's own disk, and would be lost with it; name a directory on another disk in backupTo"
                  .formatted(same.directory())));
    }
    return event instanceof StoreEvent.Rewound rewound
        ? List.of(rewound(rewound))
        : background(event);
  }

  /** What is to be said of saving beside training. */
  private List<Line> background(StoreEvent event) {
    if (event instanceof StoreEvent.Held held) {
      heldUp = heldUp.plus(held.duration());
    }
    if (event instanceof StoreEvent.SetAside set) {
      return List.of(
          Line.plain(
              "  %s of memory set aside for saving in the background"
                  .formatted(Units.bytes(set.bytes()))));
    }
    if (event instanceof StoreEvent.TooLargeToCopy large) {
      return List.of(
          warning(
              "the state, %s, is over the %s that may be set aside for a copy of it; training waits while a checkpoint is written. Raise copyMemory in checkpoints, or Java's -Xmx"
                  .formatted(Units.bytes(large.bytes()), Units.bytes(large.limit()))));
    }
    if (event instanceof StoreEvent.Waiting waiting) {
      return List.of(
          Line.plain(
              "Waiting for the last save before %s; save less often, or whenBusy(SKIP)"
                  .formatted(waiting.path().getFileName())));
    }
    return event instanceof StoreEvent.SaveSkipped skipped
        ? List.of(
            Line.plain(
                "Skipping %s: the save before it is still being written"
                    .formatted(skipped.path().getFileName())))
        : List.of();
  }

  /** For how long saving held training up, in all. */
  Duration heldUp() {
    return heldUp;
  }

  private static Line slowlySaved(StoreEvent.Saved saved) {
    return Line.plain(
        "Saved %s, %s in %s"
            .formatted(
                saved.checkpoint().name(),
                Units.bytes(saved.bytes()),
                Units.clock(saved.duration())));
  }

  private static Line newBest(StoreEvent.NewBest best) {
    return Line.plain(
        "Best checkpoint is now %s (%s %s)"
            .formatted(best.checkpoint().name(), best.metric(), Units.metric(best.value())));
  }

  private static Line rewound(StoreEvent.Rewound rewound) {
    String point = rewound.point().map(Checkpoint::name).orElse("the beginning");
    String moved =
        rewound.moved().stream()
            .map(path -> String.valueOf(path.getFileName()))
            .collect(Collectors.joining(", "));
    return Line.plain(
        "Went back to %s (%s); moved to trash: %s".formatted(point, rewound.reason(), moved));
  }

  private static Line warning(String what) {
    return Line.warning("Warning: " + what);
  }
}
