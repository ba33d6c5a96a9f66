package dev.cairn.settings;

import java.util.List;
import java.util.Optional;

/**
 * A setting and where it was written.
 *
 * @param path its path in the DSL: {@code optimizer.adamW.lr}
 * @param arguments its arguments as text; "true" for one without arguments
 * @param source where it was written: {@code cairn.toml:4} or the name of a variable
 * @param run the only run that it is for; empty for all runs
 */
public record Setting(String path, List<String> arguments, String source, Optional<String> run) {

  /** The source of what the command line says. */
  public static final String COMMAND_LINE = "command line";

  /** Copies the list. */
  public Setting {
    arguments = List.copyOf(arguments);
  }

  /** A setting of all runs. */
  static Setting of(String path, List<String> arguments, String source) {
    return new Setting(path, arguments, source, Optional.empty());
  }

  /**
   * A setting as the command line writes it.
   *
   * @param value the arguments, separated by commas
   */
  public static Setting onCommandLine(String path, String value) {
    return of(path, split(value), COMMAND_LINE);
  }

  /** A setting as an experiment varies it. */
  public static Setting onAxis(String path, String value) {
    return of(path, split(value), "experiment");
  }

  /** The arguments in a text, separated by commas. */
  static List<String> split(String value) {
    return value.isEmpty() ? List.of() : List.of(value.split("\\s*,\\s*", -1));
  }

  /** The arguments, separated by commas. */
  public String value() {
    return String.join(",", arguments);
  }

  /** What an error begins with: the source, unless the user has just typed the setting. */
  public String place() {
    return source.equals(COMMAND_LINE) ? "" : source + ": ";
  }

  /** Whether this concerns a run. */
  public boolean isFor(String name) {
    return run.map(name::equals).orElse(true);
  }
}
