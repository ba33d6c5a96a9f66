package dev.cairn.train;

import dev.cairn.store.Checkpoint;
import java.util.List;

/** Settings changed that decide what a run learns, so that it cannot go on as the same run. */
public final class SettingsChangedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<SettingChange> changes;

  SettingsChangedException(Checkpoint checkpoint, List<SettingChange> changes) {
    super(
        "settings changed since "
            + checkpoint.path()
            + "; put them back, write fork(\"new-name\") before train to start a new run from this"
            + " checkpoint, or begin again with --fresh");
    this.changes = List.copyOf(changes);
  }

  /** The changes, sorted by path. */
  public List<SettingChange> changes() {
    return changes;
  }
}
