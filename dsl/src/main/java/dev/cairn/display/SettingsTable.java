package dev.cairn.display;

import dev.cairn.train.SettingChange;
import java.util.List;

/** Changed settings as a table. */
public final class SettingsTable {

  private static final List<Table.Column> COLUMNS =
      List.of(
          Table.Column.text("setting", 0),
          Table.Column.text("before", 0),
          Table.Column.text("now", 0));

  private SettingsTable() {}

  /** The table of the given changes. */
  public static Table of(List<SettingChange> changes) {
    return new Table(
        COLUMNS,
        changes.stream()
            .map(change -> Table.Row.of(change.path(), change.before(), change.now()))
            .toList());
  }
}
