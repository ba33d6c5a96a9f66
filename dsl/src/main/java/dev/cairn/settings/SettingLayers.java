package dev.cairn.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The layers of settings below the script: the settings file, and over it the environment.
 *
 * @param settings in rising order: a later one wins
 * @param runs the directory of runs, where one is named
 * @param notes what spellings of other tools were read as
 * @param warnings what was passed over
 */
public record SettingLayers(
    List<Setting> settings, Optional<Setting> runs, List<String> notes, List<String> warnings) {

  /** No layers: every setting has its default. */
  public static final SettingLayers NONE =
      new SettingLayers(List.of(), Optional.empty(), List.of(), List.of());

  /** Copies the lists. */
  public SettingLayers {
    settings = List.copyOf(settings);
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the file {@code cairn.toml} or {@code cairn.yaml} of the first directory that has one,
   * and the environment.
   *
   * @param known the paths that there are
   * @throws IllegalArgumentException if a directory has both files, if the file is malformed, or if
   *     it names an unknown setting
   */
  public static SettingLayers read(
      List<Path> directories, Map<String, String> environment, Set<String> known) {
    Layer file =
        SettingsFile.find(directories).map(found -> read(found, known)).orElseGet(Layer::new);
    Layer variables = EnvironmentSettings.read(environment, known);
    return new SettingLayers(
        both(file.settings, variables.settings),
        variables.runs.or(() -> file.runs),
        both(file.notes, variables.notes),
        both(file.warnings, variables.warnings));
  }

  private static Layer read(Path file, Set<String> known) {
    try {
      return FileSettings.read(SettingsFile.read(file), known);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> List<T> both(List<T> lower, List<T> upper) {
    return Stream.concat(lower.stream(), upper.stream()).toList();
  }

  /** The settings that all runs have, in rising order. */
  public List<Setting> ofAllRuns() {
    return settings.stream().filter(setting -> setting.run().isEmpty()).toList();
  }

  /** The settings of one run, in rising order. */
  public List<Setting> of(String run) {
    return settings.stream().filter(setting -> setting.isFor(run)).toList();
  }
}
