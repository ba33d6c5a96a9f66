package dev.cairn.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what one place says. */
final class Layer {

  /** The key of the directory of runs, which is no setting of a run. */
  static final String RUNS = "runs";

  final List<Setting> settings = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  Optional<Setting> runs = Optional.empty();

  void set(Setting setting) {
    if (setting.path().equals(RUNS)) {
      runs = Optional.of(setting);
    } else {
      settings.add(setting);
    }
  }
}
